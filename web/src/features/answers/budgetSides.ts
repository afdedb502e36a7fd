import type { Budget, BudgetLine, BudgetTotals } from '@progress-ess/shared/applications'
import { BUDGET_LINES, REQUESTED_LINE, type BudgetSide } from '@progress-ess/shared/reference'

export type BudgetSideView = {
  readonly id: BudgetSide
  readonly lines: readonly {
    readonly key: string
    readonly account: string
    readonly label: string
    readonly detail: string | null
    readonly amountCents: number
    readonly fundingStatus: BudgetLine['fundingStatus']
    readonly isRequested: boolean
  }[]
  readonly totalCents: number
}

const KINDS = new Map(BUDGET_LINES.map((kind, order) => [kind.id, { ...kind, order }]))
const SIDES: readonly BudgetSide[] = ['charges', 'resources', 'volunteerCharges', 'volunteerResources']

/** The budget as tables: a side each, in the order of the accounting plan; volunteer work only where there is some. Cents. */
export function budgetSides(budget: Budget, totals: BudgetTotals): BudgetSideView[] {
  const known = budget
    .flatMap((line, index) => {
      const kind = KINDS.get(line.lineId)
      return kind === undefined ? [] : [{ line, index, kind }]
    })
    .sort((a, b) => a.kind.order - b.kind.order || a.index - b.index)
  return SIDES.map((id) => ({
    id,
    totalCents: totalOf(id, totals),
    lines: known
      .filter(({ kind }) => kind.side === id)
      .map(({ line, index, kind }) => ({
        key: `${line.lineId}-${index}`,
        account: kind.account,
        label: kind.label,
        detail: line.detail,
        amountCents: line.amountCents,
        fundingStatus: line.fundingStatus,
        isRequested: line.lineId === REQUESTED_LINE,
      })),
  })).filter(({ id, lines }) => id === 'charges' || id === 'resources' || lines.length > 0)
}

function totalOf(side: BudgetSide, totals: BudgetTotals): number {
  switch (side) {
    case 'charges':
      return totals.chargesCents
    case 'resources':
      return totals.resourcesCents
    case 'volunteerCharges':
      return totals.volunteerChargesCents
    case 'volunteerResources':
      return totals.volunteerResourcesCents
  }
}
