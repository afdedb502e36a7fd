export type ConsentFacts = {
  readonly recipientIds: readonly string[]
  readonly expiresAt: Date
  readonly withdrawnAt: Date | null
}

/** Whether a consent covers a recipient at an instant. Codes: `consent-missing`, `consent-withdrawn`, `consent-too-narrow`. */
export function judgeConsent(
  consent: ConsentFacts | null,
  recipientId: string,
  now: Date,
): { ok: true } | { ok: false; code: string; detail: string } {
  if (consent === null) return { ok: false, code: 'consent-missing', detail: 'The person’s consent is needed' }
  if (consent.withdrawnAt !== null || consent.expiresAt <= now) {
    return { ok: false, code: 'consent-withdrawn', detail: 'The consent was withdrawn, or has ended' }
  }
  return consent.recipientIds.includes(recipientId)
    ? { ok: true }
    : { ok: false, code: 'consent-too-narrow', detail: 'The consent does not cover this recipient' }
}

type Served = {
  readonly subjects: readonly string[]
  readonly communes: readonly string[]
  readonly isActive: boolean
}

/** Whether one of the services takes the subject in the commune; a partner that lists none takes everything. */
export const serves = (services: readonly Served[], subject: string, communeCode: string | null): boolean => {
  const active = services.filter(({ isActive }) => isActive)
  if (active.length === 0) return true
  return active.some(
    ({ subjects, communes }) =>
      (subject === 'other' || subjects.includes(subject)) &&
      (communes.length === 0 || communeCode === null || communes.includes(communeCode)),
  )
}

/** CMA for artisanal activities, CCI for commercial ones, both when unknown; one without room is not proposed. */
export function routingOf(
  kind: string,
  activity: 'artisanal' | 'commercial' | 'unknown',
  capacity: 'open' | 'waiting_list' | 'full',
): { isProposed: boolean; why: 'artisanal' | 'commercial' | 'activity_unknown' | 'covers_subject' | 'full' } {
  if (capacity === 'full') return { isProposed: false, why: 'full' }
  if (kind !== 'cci' && kind !== 'cma') return { isProposed: activity === 'unknown', why: 'covers_subject' }
  if (activity === 'unknown') return { isProposed: true, why: 'activity_unknown' }
  return { isProposed: (kind === 'cma') === (activity === 'artisanal'), why: activity }
}
