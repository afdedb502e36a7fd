import type { Budget, BudgetTotals } from '@progress-ess/shared/applications'
import type { Call } from '@progress-ess/shared/calls'
import { budgetLine, REQUESTED_LINE, type BudgetSide } from '@progress-ess/shared/reference'

/** Totals while one types, in integer cents; after a save the API's own replace them. */
export function totalsOf(budget: Budget): BudgetTotals {
  const sum = (isCounted: (lineId: string) => boolean): number =>
    budget.filter(({ lineId }) => isCounted(lineId)).reduce((total, { amountCents }) => total + amountCents, 0)
  const side = (wanted: BudgetSide): number => sum((lineId) => budgetLine(lineId)?.side === wanted)
  const chargesCents = side('charges')
  const resourcesCents = side('resources')
  const requestedCents = sum((lineId) => lineId === REQUESTED_LINE)
  return {
    chargesCents,
    resourcesCents,
    gapCents: chargesCents - resourcesCents,
    volunteerChargesCents: side('volunteerCharges'),
    volunteerResourcesCents: side('volunteerResources'),
    requestedCents,
    shareBp: chargesCents === 0 ? null : Math.floor((requestedCents * 20_000 + chargesCents) / (2 * chargesCents)),
    otherPublicCents: sum((lineId) => lineId !== REQUESTED_LINE && budgetLine(lineId)?.isPublic === true),
  }
}

/** What is said of the amount asked, against the published rules. */
export type BudgetCheck = {
  readonly id: 'cap' | 'share' | 'volunteers'
  readonly isGood: boolean
  /** It prevents the submission; otherwise it is only worth knowing. */
  readonly isBlocking: boolean
}

/** The checks that make sense for what is typed so far: nothing is said of an amount that is not there yet. */
export function checksOf(
  totals: BudgetTotals,
  { awardRules, overCapPolicy }: Pick<Call, 'awardRules' | 'overCapPolicy'>,
): BudgetCheck[] {
  const { requestedCents, chargesCents, volunteerChargesCents, volunteerResourcesCents } = totals
  const { capCents, maxShareOfBudget } = awardRules.amount
  const isBlocking = overCapPolicy === 'refuse'
  const hasVolunteers = volunteerChargesCents > 0 || volunteerResourcesCents > 0
  return [
    ...(requestedCents > 0 ? [{ id: 'cap' as const, isGood: requestedCents <= capCents, isBlocking }] : []),
    ...(requestedCents > 0 && chargesCents > 0
      ? [
          {
            id: 'share' as const,
            isGood: BigInt(requestedCents) * 10_000n <= BigInt(chargesCents) * BigInt(maxShareOfBudget),
            isBlocking,
          },
        ]
      : []),
    ...(hasVolunteers
      ? [{ id: 'volunteers' as const, isGood: volunteerChargesCents === volunteerResourcesCents, isBlocking: true }]
      : []),
  ]
}
