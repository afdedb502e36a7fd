import { BUDGET_LINES, type BudgetSide } from '@progress-ess/shared/reference'
import type { ReportLine } from '@progress-ess/shared/reports'

const KINDS = new Map(BUDGET_LINES.map((line) => [line.id, line]))

export const GROUPS = ['charges', 'resources', 'other'] as const
export type Group = (typeof GROUPS)[number]

const groupOf = (side: BudgetSide | undefined): Group => (side === 'charges' || side === 'resources' ? side : 'other')

export type ReportRow = ReportLine & { readonly key: string; readonly label: string; readonly group: Group }

/** Lines of a report with the words of the budget, each side together, in their order. */
export const rowsOf = (lines: readonly ReportLine[]): ReportRow[] =>
  lines.map((line, index) => {
    const kind = KINDS.get(line.lineId)
    const label = [kind === undefined ? line.lineId : `${kind.account} ${kind.label}`, line.detail]
      .filter((part) => part !== null)
      .join(' – ')
    return { ...line, key: `${line.lineId} ${line.detail ?? ''} ${index}`, label, group: groupOf(kind?.side) }
  })
