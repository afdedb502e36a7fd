import type { CompletenessGap } from '@progress-ess/shared/applications'

/** What an agent goes through before deciding on admissibility. */
export const CHECKS = ['eligibility', 'answers', 'budget', 'amount', 'contact'] as const
export type Check = (typeof CHECKS)[number]

const AMOUNT_CODES: ReadonlySet<CompletenessGap['code']> = new Set([
  'amount-missing',
  'amount-over-cap',
  'share-over-limit',
])

/** The line of the list that a gap found by the API belongs to. */
export function checkOf({ pointer, code }: CompletenessGap): Check {
  if (pointer.startsWith('/organisation')) return 'eligibility'
  if (pointer.startsWith('/answers')) return 'answers'
  if (AMOUNT_CODES.has(code)) return 'amount'
  return pointer.startsWith('/budget') ? 'budget' : 'contact'
}
