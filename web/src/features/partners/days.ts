import { wallClockOf } from '../../lib/paris.ts'

/** The day in Paris, `YYYY-MM-DD`. */
export const dayOf = (now: Date): string => wallClockOf(now.toISOString())?.day ?? ''

/** How long before its end a key is shown as ending soon: as the mail that warns of it. */
const SOON_MS = 30 * 86_400_000

export const endsSoon = (expiresAt: string, now: Date): boolean => Date.parse(expiresAt) - now.getTime() <= SOON_MS

type Span = { readonly startsOn: string; readonly endsOn: string | null }

/** Whether an agreement counts on a day, is still to come, or is over. */
export function agreementState({ startsOn, endsOn }: Span, today: string): 'current' | 'future' | 'past' {
  if (startsOn > today) return 'future'
  return endsOn !== null && endsOn < today ? 'past' : 'current'
}
