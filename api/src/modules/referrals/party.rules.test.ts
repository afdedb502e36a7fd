import { describe, expect, it } from '@jest/globals'
import type { ReferredParty } from '@progress-ess/shared/referrals'
import { isPossibleDuplicate, judgeParty, matchParties, normalisePhone } from './party.rules.ts'

const HOLDER: ReferredParty = {
  kind: 'holder',
  firstName: 'Ada',
  lastName: 'Exemple',
  email: 'Ada@Example.test',
  phone: null,
  communeCode: '92050',
  organisationName: null,
  identifier: null,
}

describe('Who is referred', () => {
  it('may have no SIREN', () => {
    expect(judgeParty(HOLDER)).toMatchObject({ ok: true, value: { email: 'ada@example.test', siren: null } })
  })

  it.each<[string, Partial<ReferredParty>, string, string]>([
    ['no first name', { firstName: null }, 'party-incomplete', '/body/party/firstName'],
    ['no last name', { lastName: null }, 'party-incomplete', '/body/party/lastName'],
    ['nothing to reach them by', { email: null }, 'party-incomplete', '/body/party/email'],
    ['a structure without a name', { kind: 'organisation' }, 'party-incomplete', '/body/party/organisationName'],
    ['an unknown commune', { communeCode: '92999' }, 'commune-unknown', '/body/party/communeCode'],
    ['a wrong number', { identifier: '123456789' }, 'identifier-invalid', '/body/party/identifier'],
  ])('is refused with %s', (_what, change, code, pointer) => {
    expect(judgeParty({ ...HOLDER, ...change })).toMatchObject({ ok: false, code, pointer })
  })

  it.each(['+33 1 40 50 60 70', '0033140506070', '01.40.50.60.70', '01 40 50 60 70'])('%s is one number', (phone) => {
    expect(normalisePhone(phone)).toBe('0140506070')
  })
})

describe('The same party', () => {
  const facts = { siren: null, rna: null, email: 'a@b.test', phone: '0140506070', firstName: 'Ada' }

  it.each([
    [{ siren: '356000000' }, { siren: '356000000', firstName: null }, 'siren'],
    [{ rna: 'W921234567' }, { rna: 'w921234567', firstName: null }, 'rna'],
    [{}, { phone: null, firstName: 'ADA' }, 'email_and_first_name'],
    [{}, { email: 'other@b.test' }, 'phone_and_first_name'],
    [{}, { firstName: 'Zoé' }, null],
    [{ email: null, phone: null }, { email: null, phone: null }, null],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(matchParties({ ...facts, ...one }, { ...facts, ...other })).toBe(expected)
  })
})

describe('A possible duplicate', () => {
  const now = new Date('2023-06-01T00:00:00.000Z')
  it.each([
    ['funding', true, null, true],
    ['legal_form', true, null, false],
    ['funding', false, '2023-03-04T00:00:00.000Z', true],
    ['funding', false, '2023-03-03T00:00:00.000Z', false],
  ])('%s, open %s, closed %s: %s', (subject, isOpen, closedAt, expected) => {
    const other = { subject, isOpen, closedAt: closedAt === null ? null : new Date(closedAt) }
    expect(isPossibleDuplicate('funding', other, now)).toBe(expected)
  })
})
