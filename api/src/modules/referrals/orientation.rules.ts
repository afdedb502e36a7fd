import type { Subject } from '@progress-ess/shared/partners'
import type { ReferralDraft } from '@progress-ess/shared/referrals'

type Outcome = 'awarded' | 'reserve' | 'refused' | 'inadmissible'

/** Why an application may lead to a referral: declared inadmissible, or refused by a decision that is public. Else null. */
export function causeOf(file: {
  readonly status: string
  readonly decision: { readonly outcome: Outcome; readonly reason: string | null } | null
  readonly inadmissibleReason: string | null
}): { why: ReferralDraft['why']; reason: string | null } | null {
  const { status, decision, inadmissibleReason } = file
  if (status === 'inadmissible' || decision?.outcome === 'inadmissible') {
    return { why: 'inadmissible', reason: inadmissibleReason ?? decision?.reason ?? null }
  }
  return decision?.outcome === 'refused' ? { why: 'refused', reason: decision.reason } : null
}

/** What the help would be about. A refused project lacks money; a company without a valid approval lacks the form. People decide. */
export function proposeSubject(
  why: ReferralDraft['why'],
  { family, isEsusValid }: { family: string; isEsusValid: boolean },
): Subject {
  if (why === 'refused') return 'funding'
  return family === 'company' && !isEsusValid ? 'legal_form' : 'business_model'
}

/** First name and last name of a contact written as one; the first word is the first name. */
export function splitName(name: string | null): { firstName: string | null; lastName: string | null } {
  const [firstName = '', ...rest] = (name ?? '').trim().split(/\s+/)
  const clipped = (text: string): string | null => (text === '' ? null : text.slice(0, 120))
  return { firstName: clipped(firstName), lastName: clipped(rest.join(' ')) }
}
