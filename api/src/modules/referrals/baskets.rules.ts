import type { AssignmentStatus, Basket } from '@progress-ess/shared/referrals'

/** Facts of one open assignment: its state, and the clock that runs. */
export type Waiting = {
  readonly status: AssignmentStatus
  readonly contactedAt: Date | null
  readonly clock: { readonly kind: string; readonly isLate: boolean } | null
}

/** The baskets that an open assignment lies in. */
export function basketsOf({ status, contactedAt, clock }: Waiting): Basket[] {
  const isRunning = status === 'accepted' || status === 'in_progress'
  const isLate = clock?.isLate === true
  return [
    ...(status === 'sent' ? (['to_acknowledge'] as const) : []),
    ...(status === 'received' ? (['to_answer'] as const) : []),
    ...(status === 'accepted' && contactedAt === null ? (['to_contact'] as const) : []),
    ...(status === 'info_requested' ? (['info_requested'] as const) : []),
    ...(status === 'on_hold' ? (['on_hold'] as const) : []),
    ...(isRunning && clock?.kind === 'news' && isLate ? (['no_news'] as const) : []),
    ...(isLate ? (['late'] as const) : []),
    'open',
  ]
}
