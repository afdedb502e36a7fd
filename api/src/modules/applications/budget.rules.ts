import type { Budget, BudgetTotals } from '@progress-ess/shared/applications'
import { budgetLine, type BudgetSide, REQUESTED_LINE } from '@progress-ess/shared/reference'

/** Lines that the plan does not know, as indexes into the budget. */
export const unknownLines = (budget: Budget): number[] =>
  budget.flatMap(({ lineId }, index) => (budgetLine(lineId) === undefined ? [index] : []))

function sumOf(budget: Budget, wanted: (line: Budget[number]) => boolean): number {
  return budget.filter(wanted).reduce((total, { amountCents }) => total + amountCents, 0)
}

const isOn =
  (side: BudgetSide) =>
  ({ lineId }: Budget[number]): boolean =>
    budgetLine(lineId)?.side === side

/** Totals of a budget, in cents. Volunteers’ time is counted apart: it is no money. */
export function totalsOf(budget: Budget): BudgetTotals {
  const chargesCents = sumOf(budget, isOn('charges'))
  const resourcesCents = sumOf(budget, isOn('resources'))
  const requestedCents = sumOf(budget, ({ lineId }) => lineId === REQUESTED_LINE)
  return {
    chargesCents,
    resourcesCents,
    gapCents: chargesCents - resourcesCents,
    volunteerChargesCents: sumOf(budget, isOn('volunteerCharges')),
    volunteerResourcesCents: sumOf(budget, isOn('volunteerResources')),
    requestedCents,
    shareBp: chargesCents === 0 ? null : Math.floor((requestedCents * 20_000 + chargesCents) / (2 * chargesCents)),
    otherPublicCents: sumOf(budget, ({ lineId }) => lineId !== REQUESTED_LINE && budgetLine(lineId)?.isPublic === true),
  }
}
