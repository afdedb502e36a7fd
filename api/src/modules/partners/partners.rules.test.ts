import { describe, expect, it } from '@jest/globals'
import type { NewKey } from '@progress-ess/shared/partners'
import { hasAgreementOn, judgeAgreement, judgeKey } from './partners.rules.ts'

describe('An agreement', () => {
  it.each([
    ['2023-01-01', null, '2023-01-01', true],
    ['2023-01-01', null, '2022-12-31', false],
    ['2023-01-01', '2023-12-31', '2023-12-31', true],
    ['2023-01-01', '2023-12-31', '2024-01-01', false],
  ])('from %s to %s on %s counts: %s', (startsOn, endsOn, day, counts) => {
    expect(hasAgreementOn([{ startsOn, endsOn }], day)).toBe(counts)
  })

  it('is signed before it is recorded, and does not end before it begins', () => {
    const sound = { title: 'Convention', signedOn: '2023-01-02', startsOn: '2023-02-01', endsOn: null }
    expect(judgeAgreement(sound, '2023-01-02')).toEqual({ ok: true })
    expect(judgeAgreement(sound, '2023-01-01')).toMatchObject({ code: 'agreement-dates' })
    expect(judgeAgreement({ ...sound, endsOn: '2023-01-31' }, '2023-03-01')).toMatchObject({ code: 'agreement-dates' })
  })
})

describe('A key', () => {
  const now = new Date('2023-01-10T09:00:00.000Z')
  const key = { expiresAt: '2024-01-10T09:00:00.000Z' } as NewKey
  const usual = { hasAgreement: true, liveKeys: 1, now }

  it('needs an agreement, an end within two years, and at most one other beside it', () => {
    expect(judgeKey(key, usual)).toEqual({ ok: true })
    expect(judgeKey(key, { ...usual, hasAgreement: false })).toMatchObject({ code: 'agreement-missing' })
    expect(judgeKey(key, { ...usual, liveKeys: 2 })).toMatchObject({ code: 'too-many-keys' })
    expect(judgeKey({ ...key, expiresAt: now.toISOString() }, usual)).toMatchObject({ code: 'key-dates' })
    expect(judgeKey({ ...key, expiresAt: '2025-06-10T09:00:00.000Z' }, usual)).toMatchObject({ code: 'key-dates' })
  })
})
