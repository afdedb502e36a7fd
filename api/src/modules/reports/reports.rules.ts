import type {
  RefundAction,
  RefundStatus,
  ReportAction,
  ReportActual,
  ReportContent,
  ReportGap,
  ReportLine,
  ReportStatus,
  ReportTotals,
} from '@progress-ess/shared/reports'
import { BUDGET_LINES } from '@progress-ess/shared/reference'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type ReportRole = 'beneficiary' | 'agent' | 'manager' | 'system'

/** Owed by the beneficiary, judged by an agent. `late` is no state: it is computed. */
export const REPORT_MACHINE = [
  { event: 'edit', from: ['due', 'changes_requested'], to: 'same', roles: ['beneficiary'] },
  { event: 'submit', from: ['due', 'changes_requested'], to: 'submitted', roles: ['beneficiary'] },
  { event: 'request_changes', from: ['submitted'], to: 'changes_requested', roles: ['agent'] },
  { event: 'accept', from: ['submitted'], to: 'accepted', roles: ['agent'] },
  { event: 'move_due', from: ['due', 'changes_requested'], to: 'same', roles: ['agent'] },
] as const satisfies readonly Transition<ReportStatus, ReportAction, ReportRole>[]

/** Claimed, then recovered or given up; recovered money is released by an act of its own. */
export const REFUND_MACHINE = [
  { event: 'recover', from: ['claimed'], to: 'recovered', roles: ['agent'] },
  { event: 'cancel', from: ['claimed'], to: 'cancelled', roles: ['manager'] },
  { event: 'release', from: ['recovered'], to: 'same', roles: ['manager'] },
] as const satisfies readonly Transition<RefundStatus, RefundAction, ReportRole>[]

type Verdict<State> = { ok: true; to: State } | { ok: false; code: string; detail: string }

export function decideReport(
  status: ReportStatus,
  event: ReportAction,
  roles: readonly ReportRole[],
): Verdict<ReportStatus> {
  const found = step<ReportStatus, ReportAction, ReportRole>(REPORT_MACHINE, status, event, roles)
  if (found.ok && found.to !== null) return { ok: true, to: found.to }
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  return { ok: false, code: 'report-wrong-status', detail: `Cannot ${event} a report that is ${status}` }
}

export const allowedReportActions = (status: ReportStatus, roles: readonly ReportRole[]): ReportAction[] =>
  (['edit', 'submit', 'request_changes', 'accept', 'move_due'] as const).filter(
    (event) => decideReport(status, event, roles).ok,
  )

type Claim = { readonly status: RefundStatus; readonly isReleased: boolean }

export function decideRefund(
  { status, isReleased }: Claim,
  event: RefundAction,
  roles: readonly ReportRole[],
): Verdict<RefundStatus> {
  const found = step<RefundStatus, RefundAction, ReportRole>(REFUND_MACHINE, status, event, roles)
  if (found.ok && found.to !== null && !(event === 'release' && isReleased)) return { ok: true, to: found.to }
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  return { ok: false, code: 'refund-wrong-status', detail: `Cannot ${event} a claim that is ${status}` }
}

export const allowedRefundActions = (claim: Claim, roles: readonly ReportRole[]): RefundAction[] =>
  (['recover', 'cancel', 'release'] as const).filter((event) => decideRefund(claim, event, roles).ok)

/** Owed, and its day is over: on the day itself it is not late. Days in Paris, `YYYY-MM-DD`. */
export const isLate = (status: ReportStatus, dueOn: string, today: string): boolean =>
  (status === 'due' || status === 'changes_requested') && today > dueOn

/** The last day of the month so many months after the end of the calendar year in which a project ends. */
export function dueDayOf(endOn: string, months: number): string {
  const year = Number(endOn.slice(0, 4))
  // Day 0 of the month after is the last of this one.
  return new Date(Date.UTC(year + 1, months, 0)).toISOString().slice(0, 10)
}

/** Years after its award in which a project may still end: a later day is a slip of the pen, and its report would never be late. */
const LONGEST_YEARS = 5

/** The day whose exercise a report is on: the end of the project as its application says, within the years around its award. */
export function exerciseDayOf(endOn: unknown, awardedOn: string): string {
  if (typeof endOn !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(endOn)) return awardedOn
  const [year, awarded] = [Number(endOn.slice(0, 4)), Number(awardedOn.slice(0, 4))]
  if (year < awarded - 1) return awardedOn
  return year > awarded + LONGEST_YEARS ? `${awarded + LONGEST_YEARS}-12-31` : endOn
}

export type PlannedLine = { readonly lineId: string; readonly detail: string | null; readonly plannedCents: number }

export type PlannedLines = readonly PlannedLine[]

const keyOf = ({ lineId, detail }: { lineId: string; detail: string | null }): string => `${lineId}\n${detail ?? ''}`

const shareBp = (part: number, whole: number): number | null =>
  whole === 0 ? null : Number((BigInt(part) * 20_000n + BigInt(whole)) / (BigInt(whole) * 2n))

/** The plan with what was done, in the order of the plan; what was not planned stands behind. */
export function linesOf(planned: readonly PlannedLine[], actuals: readonly ReportActual[]): ReportLine[] {
  const written = new Map(actuals.map((one) => [keyOf(one), one.actualCents]))
  const known = new Set(planned.map(keyOf))
  const line = (one: PlannedLine, actualCents: number | null): ReportLine => ({
    ...one,
    actualCents,
    executedBp: actualCents === null ? null : shareBp(actualCents, one.plannedCents),
  })
  return [
    ...planned.map((one) => line(one, written.get(keyOf(one)) ?? null)),
    ...actuals
      .filter((one) => !known.has(keyOf(one)))
      .map(({ lineId, detail, actualCents }) => line({ lineId, detail, plannedCents: 0 }, actualCents)),
  ]
}

const SIDES = new Map(BUDGET_LINES.map(({ id, side }) => [id, side]))
export const isBudgetLine = (lineId: string): boolean => SIDES.has(lineId)

/** Volunteers and gifts in kind are on both sides and no money: they are left out. `money`: of the award, in cents. */
export function totalsOf(
  lines: readonly ReportLine[],
  { committedCents, paidCents }: { committedCents: number; paidCents: number },
): ReportTotals {
  const sum = (side: string, value: (line: ReportLine) => number): number =>
    lines.filter(({ lineId }) => SIDES.get(lineId) === side).reduce((total, line) => total + value(line), 0)
  const planned = (line: ReportLine) => line.plannedCents
  const actual = (line: ReportLine) => line.actualCents ?? 0
  const plannedChargesCents = sum('charges', planned)
  const actualChargesCents = sum('charges', actual)
  const isWritten = lines.some((line) => SIDES.get(line.lineId) === 'charges' && line.actualCents !== null)
  const earned =
    plannedChargesCents === 0 || !isWritten
      ? committedCents
      : Math.min(
          committedCents,
          Number((BigInt(committedCents) * BigInt(actualChargesCents)) / BigInt(plannedChargesCents)),
        )
  return {
    plannedChargesCents,
    actualChargesCents,
    plannedResourcesCents: sum('resources', planned),
    actualResourcesCents: sum('resources', actual),
    executedBp: shareBp(actualChargesCents, plannedChargesCents),
    unspentCents: Math.max(0, paidCents - earned),
  }
}

/** Far from the plan by more than a fifth: then the differences are explained. */
const FAR_BP = 2_000

/** What still prevents a submission. */
export function missingOf(lines: readonly ReportLine[], content: ReportContent, totals: ReportTotals): ReportGap[] {
  const missing: ReportGap[] = []
  const money = lines.filter(({ lineId }) => ['charges', 'resources'].includes(SIDES.get(lineId) ?? ''))
  if (money.some(({ actualCents }) => actualCents === null) || money.length === 0) missing.push('actuals-missing')
  if (content.done.trim() === '') missing.push('done-missing')
  if (content.results.trim() === '') missing.push('results-missing')
  const isFar = totals.executedBp !== null && Math.abs(totals.executedBp - 10_000) > FAR_BP
  if (isFar && content.gaps.trim() === '') missing.push('gaps-missing')
  return missing
}

export type ReminderStage = '30d' | '7d' | 'late' | `late-${number}`

/** Which reminder a report has come to: a month before, a week before, the day after, then every thirty days, six times. */
export function stageOf(dueOn: string, today: string): ReminderStage | null {
  const days = Math.round((Date.parse(`${dueOn}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000)
  if (days > 30) return null
  if (days > 7) return '30d'
  if (days >= 0) return '7d'
  const month = Math.floor((-days - 1) / 30)
  if (month === 0) return 'late'
  return month > 6 ? null : `late-${month}`
}
