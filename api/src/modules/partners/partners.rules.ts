import type { NewAgreement, NewKey } from '@progress-ess/shared/partners'

type Verdict = { ok: true } | { ok: false; code: string; detail: string }
const OK: Verdict = { ok: true }
const no = (code: string, detail: string): Verdict => ({ ok: false, code, detail })

type Span = { readonly startsOn: string; readonly endsOn: string | null }

/** Whether one of the agreements counts on a day (`YYYY-MM-DD` in Paris). */
export const hasAgreementOn = (agreements: readonly Span[], day: string): boolean =>
  agreements.some(({ startsOn, endsOn }) => startsOn <= day && (endsOn === null || day <= endsOn))

/** An agreement is signed before it is recorded, and does not end before it begins. Code: `agreement-dates`. */
export function judgeAgreement({ signedOn, startsOn, endsOn }: NewAgreement, today: string): Verdict {
  if (signedOn > today) return no('agreement-dates', 'An agreement is recorded once it is signed')
  if (endsOn !== null && endsOn < startsOn) return no('agreement-dates', 'An agreement does not end before it begins')
  return OK
}

export const DAY_MS = 86_400_000
const LONGEST_MS = 2 * 366 * DAY_MS
/** Two: one in use, and the one that takes its place. */
export const MOST_LIVE_KEYS = 2

/** Codes: `agreement-missing`, `key-dates`, `too-many-keys`. */
export function judgeKey(
  key: NewKey,
  { hasAgreement, liveKeys, now }: { hasAgreement: boolean; liveKeys: number; now: Date },
): Verdict {
  if (!hasAgreement) return no('agreement-missing', 'A partner gets keys once an agreement counts')
  const span = Date.parse(key.expiresAt) - now.getTime()
  if (!(span > 0 && span <= LONGEST_MS)) return no('key-dates', 'A key ends in the future, within two years')
  if (liveKeys >= MOST_LIVE_KEYS)
    return no('too-many-keys', `A partner has at most ${MOST_LIVE_KEYS} living keys of a mode`)
  return OK
}

/** How many days before its end a key is warned of; the nearest first, so that one made for a week is warned of once. */
export const WARNING_DAYS = [7, 30] as const
