import type { AssignmentStatus } from '@progress-ess/shared/referrals'

/** Whether the next move is the reader’s: the recipient’s, unless the source was asked something. */
export const awaitsReader = ({ status }: { status: AssignmentStatus }, side: 'source' | 'recipient'): boolean =>
  (side === 'source') === (status === 'info_requested')
