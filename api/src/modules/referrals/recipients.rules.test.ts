import { describe, expect, it } from '@jest/globals'
import { judgeConsent, routingOf, serves } from './recipients.rules.ts'

describe('Consent', () => {
  const now = new Date('2023-01-10T09:00:00.000Z')
  const consent = { recipientIds: ['a'], expiresAt: new Date('2025-01-10T09:00:00.000Z'), withdrawnAt: null }

  it('covers the recipients that it names, until it ends or is withdrawn', () => {
    expect(judgeConsent(consent, 'a', now)).toEqual({ ok: true })
    expect(judgeConsent(null, 'a', now)).toMatchObject({ code: 'consent-missing' })
    expect(judgeConsent(consent, 'b', now)).toMatchObject({ code: 'consent-too-narrow' })
    expect(judgeConsent({ ...consent, withdrawnAt: now }, 'a', now)).toMatchObject({ code: 'consent-withdrawn' })
    expect(judgeConsent({ ...consent, expiresAt: now }, 'a', now)).toMatchObject({ code: 'consent-withdrawn' })
  })
})

describe('Routing', () => {
  it.each([
    ['cma', 'artisanal', 'open', true, 'artisanal'],
    ['cci', 'artisanal', 'open', false, 'artisanal'],
    ['cci', 'commercial', 'open', true, 'commercial'],
    ['cci', 'unknown', 'waiting_list', true, 'activity_unknown'],
    ['cma', 'unknown', 'full', false, 'full'],
    ['other', 'artisanal', 'open', false, 'covers_subject'],
  ] as const)('%s, %s, %s: %s (%s)', (kind, activity, capacity, isProposed, why) => {
    expect(routingOf(kind, activity, capacity)).toEqual({ isProposed, why })
  })

  it('asks for subject and zone, where a partner says what it does', () => {
    const service = { subjects: ['funding'], communes: ['92050'], isActive: true }
    expect(serves([], 'legal_form', '92050')).toBe(true)
    expect(serves([service], 'funding', '92050')).toBe(true)
    expect(serves([service], 'funding', null)).toBe(true)
    expect(serves([service], 'other', '92050')).toBe(true)
    expect(serves([service], 'funding', '92004')).toBe(false)
    expect(serves([service], 'legal_form', '92050')).toBe(false)
    expect(serves([{ ...service, isActive: false }], 'legal_form', '92050')).toBe(true)
  })
})
