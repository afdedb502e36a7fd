import type { CallPhase } from '@progress-ess/shared/calls'
import type { RouteLocationRaw } from 'vue-router'
import { daysUntil, NEAR_DAYS, runningTerm } from './fileColumns.ts'
import type { ReferralSummary } from '@progress-ess/shared/referrals'
import { queryOf } from './listFilter.ts'
import type { DeskData } from './useCallDesk.ts'

export type TaskKind =
  | 'referralLate'
  | 'referralAnswer'
  | 'referralContact'
  | 'referralAsked'
  | 'termPassed'
  | 'termNear'
  | 'answered'
  | 'overdue'
  | 'toCheck'
  | 'toAssign'
  | 'toDecide'
  | 'toPublish'

export type Task = {
  readonly kind: TaskKind
  readonly id: string
  readonly count: number
  /** The call that it belongs to; null for referrals. */
  readonly callTitle: string | null
  /** When it must be done at the latest. */
  readonly until: string | null
  readonly to: RouteLocationRaw
}

/** Most pressing first: silence that rejects, applicants who have answered, then what waits for us. */
const ORDER: readonly TaskKind[] = [
  'termPassed',
  'referralLate',
  'termNear',
  'answered',
  'referralAsked',
  'referralAnswer',
  'referralContact',
  'overdue',
  'toCheck',
  'toAssign',
  'toDecide',
  'toPublish',
]
const INSTRUCTED: readonly CallPhase[] = ['closed', 'evaluating', 'deliberating']

type Room = {
  readonly now: Date
  /** Publishing and deciding are for managers alone. */
  readonly isManager: boolean
  readonly hasRoute: (name: string) => boolean
}

/** What waits for an agent, from what the API has counted. A task whose page does not exist is left out. */
export function tasksOf({ drafts, desks, referrals }: DeskData, { now, isManager, hasRoute }: Room): Task[] {
  const tasks = desks.flatMap(({ call, counts, oldest }): Task[] => {
    const { callId, title: callTitle, phase } = call
    const list = (view: 'todo' | 'correction' | 'all'): RouteLocationRaw => ({
      name: 'applications',
      query: queryOf({ callId, view, search: '', sort: 'submittedAt' }),
    })
    const terms = oldest.map(runningTerm).filter((term) => term !== null)
    const passed = terms.filter((term) => Date.parse(term) <= now.getTime())
    const near = terms.filter((term) => Date.parse(term) > now.getTime() && daysUntil(term, now) < NEAR_DAYS)
    const overdue = oldest.filter(({ correctionDueAt }) => correctionDueAt !== null && new Date(correctionDueAt) <= now)
    const isClosed = INSTRUCTED.includes(phase)
    const task = (kind: TaskKind, count: number, to: RouteLocationRaw, until: string | null = null): Task => ({
      kind,
      id: `${kind}-${callId}`,
      count,
      callTitle,
      until,
      to,
    })
    return [
      task('termPassed', passed.length, list('all'), passed.toSorted()[0]),
      task('termNear', near.length, list('all'), near.toSorted()[0]),
      task('answered', counts.freshAnswers, list('todo')),
      task('overdue', overdue.length, list('correction')),
      task('toCheck', isClosed ? counts.byStatus.submitted : 0, list('todo')),
      task('toAssign', phase === 'closed' ? counts.byStatus.admissible : 0, { name: 'evaluation-board' }),
      task('toDecide', isManager && phase === 'deliberating' ? counts.byStatus.admissible : 0, {
        name: 'award-studio',
      }),
    ]
  })
  const publications = (isManager ? drafts : []).map(({ callId, title }): Task => ({
    kind: 'toPublish',
    id: `toPublish-${callId}`,
    count: 1,
    callTitle: title,
    until: null,
    to: { name: 'call-setup' },
  }))
  return [...tasks, ...referralTasks(referrals), ...publications]
    .filter(({ count, to }) => count > 0 && typeof to === 'object' && 'name' in to && hasRoute(String(to.name)))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

/** Referrals that wait for a move of ours, each once: what is late is told apart. */
function referralTasks(referrals: readonly ReferralSummary[]): Task[] {
  const isLate = ({ clock }: ReferralSummary): boolean => clock?.isLate === true
  const late = referrals.filter((one) => one.side === 'recipient' && isLate(one))
  const inTime = referrals.filter((one) => one.side === 'recipient' && !isLate(one))
  const of = (kind: TaskKind, found: readonly ReferralSummary[], query: Readonly<Record<string, string>>): Task => ({
    kind,
    id: kind,
    count: found.length,
    callTitle: null,
    until: found.flatMap(({ clock }) => (clock === null ? [] : [clock.dueAt])).toSorted()[0] ?? null,
    to: { name: 'referrals', query },
  })
  const answerable = (one: ReferralSummary): boolean => one.status === 'sent' || one.status === 'received'
  return [
    of('referralLate', late, {}),
    of('referralAnswer', inTime.filter(answerable), { vue: 'answer' }),
    of(
      'referralContact',
      inTime.filter(({ status, clock }) => status === 'accepted' && clock?.kind === 'contact'),
      { vue: 'contact' },
    ),
    {
      ...of(
        'referralAsked',
        referrals.filter(({ side }) => side === 'source'),
        { cote: 'envoyees', vue: 'information' },
      ),
      until: null,
    },
  ]
}
