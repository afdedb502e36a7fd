import type { Letter, LetterStatus } from '@progress-ess/shared/letters'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type LetterRole = 'agent' | 'manager' | 'system'
export type LetterEvent = 'edit' | 'regenerate' | 'approve' | 'send'
type LetterAction = Letter['allowedActions'][number]

/** A letter in the outbox: whatever changes it takes its approval back; once sent it stays. */
export const LETTER_MACHINE = [
  { event: 'edit', from: ['draft', 'approved'], to: 'draft', roles: ['agent', 'manager'] },
  { event: 'regenerate', from: ['draft', 'approved'], to: 'draft', roles: ['agent', 'manager'] },
  { event: 'approve', from: ['draft'], to: 'approved', roles: ['manager'] },
  { event: 'send', from: ['approved'], to: 'sent', roles: ['manager', 'system'] },
] as const satisfies readonly Transition<LetterStatus, LetterEvent, LetterRole>[]

export type LetterVerdict = { ok: true; to: LetterStatus } | { ok: false; code: string; detail: string }

export function decideLetter(status: LetterStatus, event: LetterEvent, roles: readonly LetterRole[]): LetterVerdict {
  const found = step<LetterStatus, LetterEvent, LetterRole>(LETTER_MACHINE, status, event, roles)
  if (found.ok && found.to !== null) return { ok: true, to: found.to }
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  return { ok: false, code: 'letter-wrong-status', detail: `Cannot ${event} a letter that is ${status}` }
}

export const allowedLetterActions = (status: LetterStatus, roles: readonly LetterRole[]): LetterAction[] =>
  (['edit', 'approve', 'send'] as const).filter((event) => decideLetter(status, event, roles).ok)

const FIFTEEN_DAYS_MS = 15 * 24 * 3_600_000

/** When a letter counts as notified: its first opening within fifteen days, else the day it was put at disposal; null until then. */
export function notifiedAt(letter: { sentAt: Date | null; openedAt: Date | null }, now: Date): Date | null {
  const { sentAt, openedAt } = letter
  if (sentAt === null) return null
  const end = sentAt.getTime() + FIFTEEN_DAYS_MS
  if (openedAt !== null && openedAt.getTime() <= end) return openedAt
  return now.getTime() > end ? sentAt : null
}
