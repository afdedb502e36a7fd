import {
  countApplications,
  listApplications,
  type ApplicationCounts,
  type ApplicationSummary,
} from '@progress-ess/shared/applications'
import { listCalls, type CallPhase, type CallSummary } from '@progress-ess/shared/calls'
import { listReferrals, type ReferralSummary } from '@progress-ess/shared/referrals'
import { call, type Outcome } from '../../api/client.ts'
import { useResource, type Resource } from '../../lib/useResource.ts'

/** What the desk shows of one call: its funnel, and the files that have waited longest. */
export type CallDesk = {
  readonly call: CallSummary
  readonly counts: ApplicationCounts
  /** Those that nobody has decided on, the oldest submissions first: theirs are the nearest clocks. */
  readonly oldest: readonly ApplicationSummary[]
}
export type DeskData = {
  readonly drafts: readonly CallSummary[]
  readonly desks: readonly CallDesk[]
  /** Those that wait for a move of ours: received ones to answer or to follow, and sent ones where a partner asks something. */
  readonly referrals: readonly ReferralSummary[]
}

/** Where work waits first: what is closed is to be instructed, what is decided needs nobody. */
const PHASES: readonly CallPhase[] = ['closed', 'grace', 'evaluating', 'deliberating', 'open', 'announced']

/** Calls in the order in which they need somebody; decided ones last. */
export const byUrgency = (calls: readonly CallSummary[]): CallSummary[] => {
  const rank = ({ phase }: CallSummary): number => (PHASES.includes(phase) ? PHASES.indexOf(phase) : PHASES.length)
  return calls.toSorted((a, b) => rank(a) - rank(b) || b.edition - a.edition)
}

/** Reads the calls under way, each with its counts and its oldest files. */
export function useDesk(): Resource<DeskData> {
  return useResource((signal) => readDesk(signal))
}

async function readDesk(signal: AbortSignal): Promise<Outcome<DeskData>> {
  const calls = await call(listCalls, { querystring: { limit: 100 }, signal })
  if (!calls.ok) return calls
  const { items } = calls.data
  const living = byUrgency(items.filter(({ phase }) => PHASES.includes(phase)))
  const desks: CallDesk[] = []
  for (const one of living) {
    const [counts, files] = await Promise.all([
      call(countApplications, { params: { callId: one.callId }, signal }),
      call(listApplications, {
        querystring: {
          callId: one.callId,
          status: ['submitted', 'in_review', 'correction_requested', 'admissible'],
          sort: 'submittedAt',
          limit: 100,
        },
        signal,
      }),
    ])
    if (!counts.ok) return counts
    if (!files.ok) return files
    desks.push({ call: one, counts: counts.data, oldest: files.data.items })
  }
  const [received, asked] = await Promise.all([
    call(listReferrals, {
      querystring: { side: 'recipient', status: ['sent', 'received', 'accepted'], limit: 100 },
      signal,
    }),
    call(listReferrals, { querystring: { side: 'source', status: ['info_requested'], limit: 100 }, signal }),
  ])
  if (!received.ok) return received
  if (!asked.ok) return asked
  const drafts = items.filter(({ phase }) => phase === 'draft')
  const referrals = [...received.data.items, ...asked.data.items]
  return { ok: true, data: { drafts, desks, referrals }, etag: null, status: 200 }
}
