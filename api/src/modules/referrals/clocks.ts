import type { Assignment, AssignmentStatus } from '@progress-ess/shared/referrals'
import { addWorkingDays } from '../../kit/working-days.ts'
import { awaitedSide, runningClock } from './referrals.rules.ts'

const DAY_MS = 86_400_000

/** An assignment with what the agreement of its recipient says: working days, and calendar days for news. */
export type Clocked = {
  readonly status: AssignmentStatus
  readonly sentAt: Date | null
  readonly answeredAt: Date | null
  readonly contactedAt: Date | null
  readonly updatedAt: Date
  readonly pausedAt: Date | null
  readonly pausedMs: number
  readonly acknowledgeDays: number
  readonly answerDays: number
  readonly contactDays: number
  readonly pokeDays: number
  readonly escalateDays: number
  readonly nudgeDays: number
}

/** So many working days after `from`; what stood still does not count, and no clock runs out at a weekend. */
const afterPauses = (row: Clocked, from: Date, workingDays: number, now: Date): Date => {
  const standing = row.pausedAt === null ? 0 : Math.max(0, now.getTime() - row.pausedAt.getTime())
  return addWorkingDays(new Date(from.getTime() + row.pausedMs + standing), workingDays)
}

/** The clock that runs, as the parties see it; null when nobody is waited for. */
export function clockOf(row: Clocked, now: Date): Assignment['clock'] {
  const clock = runningClock(row)
  if (clock === null) return null
  const { kind, from } = clock
  const days = { acknowledge: row.acknowledgeDays, answer: row.answerDays, contact: row.contactDays }
  const dueAt =
    kind === 'news' ? new Date(from.getTime() + row.nudgeDays * DAY_MS) : afterPauses(row, from, days[kind], now)
  const isPaused = row.pausedAt !== null
  const isLate = !isPaused && dueAt <= now
  return { kind, dueAt: dueAt.toISOString(), isPaused, isLate, awaits: awaitedSide(row.status) }
}

export type Stage = 'new' | 'acknowledge' | 'poke' | 'escalate' | 'contact' | 'nudge'

/** What somebody is to be told of an assignment by now, each with the beginning of the clock that it belongs to. */
export function stagesOf(row: Clocked, now: Date): { stage: Stage; since: Date }[] {
  if (row.pausedAt !== null) return []
  const { status, sentAt, answeredAt, contactedAt, updatedAt } = row
  if ((status === 'sent' || status === 'received') && sentAt !== null) {
    const isPast = (days: number): boolean => afterPauses(row, sentAt, days, now) <= now
    return [
      ...(status === 'sent' ? (['new'] as const) : []),
      ...(status === 'sent' && isPast(row.acknowledgeDays) ? (['acknowledge'] as const) : []),
      ...(isPast(row.pokeDays) ? (['poke'] as const) : []),
      ...(isPast(row.escalateDays) ? (['escalate'] as const) : []),
    ].map((stage) => ({ stage, since: sentAt }))
  }
  if (status !== 'accepted' && status !== 'in_progress') return []
  const isUncontacted = status === 'accepted' && contactedAt === null && answeredAt !== null
  return [
    ...(isUncontacted && afterPauses(row, answeredAt, row.contactDays, now) <= now
      ? [{ stage: 'contact' as const, since: answeredAt }]
      : []),
    ...(now.getTime() - updatedAt.getTime() >= row.nudgeDays * DAY_MS
      ? [{ stage: 'nudge' as const, since: updatedAt }]
      : []),
  ]
}
