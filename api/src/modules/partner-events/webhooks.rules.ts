import type { Delivery, EventKind, Webhook, WebhookAction } from '@progress-ess/shared/partner-events'

type Verdict = { ok: true } | { ok: false; code: string; detail: string }
const OK: Verdict = { ok: true }
const no = (code: string, detail: string): Verdict => ({ ok: false, code, detail })

export const MOST_WEBHOOKS = 5

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
export const DAY_MS = 24 * HOUR

/** A replaced secret signs along for so long. */
export const FORMER_SECRET_MS = DAY_MS
/** The journal is kept for so long. */
export const JOURNAL_MS = 30 * DAY_MS
/** A delivery is tried for so long; a webhook that fails for so long is paused. */
export const PATIENCE_MS = DAY_MS

/** How long to wait after the first, second, … failed attempt; the last one repeats. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  8 * HOUR,
]
/** Either way, so that many who failed together do not come back together. */
const JITTER = 0.2
/** The longest that a receiver’s `Retry-After` is waited for. */
export const LONGEST_RETRY_AFTER_MS = 6 * HOUR

/** Whether a webhook is told of events of this kind. */
export const wants = ({ kinds }: { readonly kinds: readonly string[] }, kind: EventKind): boolean =>
  kinds.length === 0 || kinds.includes(kind)

/** Code: `too-many-webhooks`. */
export const judgeNumber = (known: number): Verdict =>
  known < MOST_WEBHOOKS ? OK : no('too-many-webhooks', `A partner has at most ${MOST_WEBHOOKS} webhooks`)

type Status = Webhook['status']
const IN_ANY_STATUS = ['update', 'rotateSecret', 'delete'] as const

/** What may be done with a webhook. */
const ACTIONS: Readonly<Record<Status, readonly WebhookAction[]>> = {
  active: [...IN_ANY_STATUS, 'pause', 'test', 'redeliver'],
  paused: [...IN_ANY_STATUS, 'resume'],
  disabled: [...IN_ANY_STATUS, 'resume'],
}
export const actionsOf = ({ status }: { readonly status: Status }): WebhookAction[] => [...ACTIONS[status]]

/** Code: `webhook-not-active`. */
export const judgeActive = ({ status }: { readonly status: Status }): Verdict =>
  ACTIONS[status].includes('redeliver') ? OK : no('webhook-not-active', `This webhook is ${status}`)

/** What waits is sent anyway. */
export const deliveryActionsOf = (
  { status }: Pick<Delivery, 'status'>,
  webhook: { readonly status: Status },
): Delivery['allowedActions'] => (status !== 'waiting' && judgeActive(webhook).ok ? ['redeliver'] : [])

export type Series = {
  /** Failed attempts, the last one included. */
  readonly failures: number
  readonly firstAttemptAt: Date
  readonly now: Date
  /** What the receiver asked for; null: nothing. */
  readonly retryAfterMs: number | null
  /** At least 0, less than 1. */
  readonly random: number
}

/** When a failed delivery is tried again; null: never, because 24 hours have been enough. The last try comes at their end. */
export function retryAt({ failures, firstAttemptAt, now, retryAfterMs, random }: Series): Date | null {
  const end = firstAttemptAt.getTime() + PATIENCE_MS
  if (now.getTime() >= end) return null
  const step = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1] ?? HOUR
  const own = step * (1 - JITTER + 2 * JITTER * random)
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)
  return new Date(Math.min(now.getTime() + Math.max(own, asked), end))
}

/** What an unsuccessful answer means for the webhook itself. */
export function afterFailure(
  { failingSince }: { readonly failingSince: Date },
  { status, now }: { readonly status: number | null; readonly now: Date },
): 'goes-on' | 'gone' | 'failing' {
  if (status === 410) return 'gone'
  return now.getTime() - failingSince.getTime() >= PATIENCE_MS ? 'failing' : 'goes-on'
}
