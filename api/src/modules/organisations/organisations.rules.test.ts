import { describe, expect, it } from '@jest/globals'
import { LEGAL_FORMS, withCheckDigit } from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'
import fc from 'fast-check'
import {
  activeRole,
  decideJoin,
  isEsusValidOn,
  isLastOwner,
  judgeCommune,
  judgeEsus,
  judgeIdentifier,
  judgeLegalForm,
  judgeNumberChange,
  judgeNumbers,
  mayEdit,
  mayManageMembers,
} from './organisations.rules.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''))

describe('official numbers', () => {
  it.each([
    ['732829320', 'siren', '732829320'],
    ['732 829 320', 'siren', '732829320'],
    ['73282932000074', 'siret', '732829320'],
    ['732 829 320 00074', 'siret', '732829320'],
    ['90000000100009', 'siret', '900000001'],
    ['35600000049837', 'siret', '356000000'],
    ['W921000001', 'rna', null],
    ['w9r1234567', 'rna', null],
  ])('takes %s as a %s', (text, kind, siren) => {
    expect(judgeIdentifier(text, '/x')).toMatchObject({ ok: true, value: { kind, siren } })
  })

  it.each(['123456789', '73282932000075', '35600000000049', '73282932', 'W92100000', 'WA21000001', '9220', ''])(
    'refuses %p',
    (text) => {
      expect(judgeIdentifier(text, '/x')).toMatchObject({ ok: false, code: 'identifier-invalid', pointer: '/x' })
    },
  )

  it('refuses every SIREN with one wrong digit', () => {
    fc.assert(
      fc.property(digits(8), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (base, place, change) => {
        const siren = withCheckDigit(base)
        const wrong = Array.from(siren, (digit, index) =>
          index === place ? (Number(digit) + change) % 10 : digit,
        ).join('')
        expect(judgeIdentifier(siren, '').ok).toBe(true)
        expect(judgeIdentifier(wrong, '').ok).toBe(false)
      }),
    )
  })

  it('keeps an RNA number beside a SIREN, and refuses a second one that differs', () => {
    expect(judgeNumbers('73282932000074', 'W921000001')).toEqual({
      ok: true,
      value: { siren: '732829320', siret: '73282932000074', rna: 'W921000001' },
    })
    expect(judgeNumbers('W921000001', 'W921000002')).toMatchObject({ ok: false, pointer: '/body/rna' })
    expect(judgeNumbers('732829320', '73282932000074')).toMatchObject({ ok: false, pointer: '/body/rna' })
    expect(judgeNumbers('123456789', null)).toMatchObject({ ok: false, pointer: '/body/identifier' })
  })

  describe('change later', () => {
    const association = { siren: null, siret: null, rna: 'W921000001' }
    const company = { siren: '732829320', siret: '73282932000074', rna: null }

    it('learns the SIREN from the first SIRET', () => {
      expect(judgeNumberChange(association, { siret: '73282932000074' })).toEqual({
        ok: true,
        value: { siret: '73282932000074', siren: '732829320' },
      })
    })

    it('never changes a known SIREN', () => {
      expect(judgeNumberChange(company, { siret: '90000000100009' })).toMatchObject({
        ok: false,
        pointer: '/body/siret',
      })
    })

    it('drops the SIRET and keeps the SIREN', () => {
      expect(judgeNumberChange(company, { siret: null })).toEqual({
        ok: true,
        value: { siret: null, siren: '732829320' },
      })
    })

    it('leaves no organisation without a number', () => {
      expect(judgeNumberChange(association, { rna: null })).toMatchObject({ ok: false, code: 'identifier-invalid' })
    })

    it('touches nothing that was not sent', () => {
      expect(judgeNumberChange(company, {})).toEqual({ ok: true, value: {} })
    })

    it('refuses a number of another kind', () => {
      expect(judgeNumberChange(company, { siret: 'W921000001' })).toMatchObject({ ok: false })
      expect(judgeNumberChange(company, { rna: '732829320' })).toMatchObject({ ok: false })
    })
  })
})

describe('legal form', () => {
  it.each(LEGAL_FORMS.map(({ code, family }) => [code, family]))('%s is of the family %s', (code, family) => {
    expect(judgeLegalForm(code)).toEqual({ ok: true, value: family })
  })

  it.each(['9110', '9150', '9210', '9224', '7112', '1000'])('refuses %s', (code) => {
    expect(judgeLegalForm(code)).toMatchObject({ ok: false, code: 'legal-form-not-accepted' })
  })
})

describe('commune', () => {
  it('takes its official name when it is one of the département', () => {
    expect(judgeCommune({ communeCode: '92050', communeName: 'NANTERRE CEDEX' })).toEqual({
      ok: true,
      value: 'Nanterre',
    })
    expect(COMMUNES).toHaveLength(36)
  })

  it('refuses an unknown code of the département', () => {
    expect(judgeCommune({ communeCode: '92999', communeName: 'Ailleurs' })).toMatchObject({ code: 'commune-unknown' })
  })

  it('takes the name given elsewhere', () => {
    expect(judgeCommune({ communeCode: '2A004', communeName: 'Ajaccio' })).toEqual({ ok: true, value: 'Ajaccio' })
  })
})

describe('ESUS approval', () => {
  it('runs from its first day to its last, both included', () => {
    const runs = (day: string): boolean => isEsusValidOn('2023-01-01', '2023-12-31', day)
    expect(['2022-12-31', '2023-01-01', '2023-12-31', '2024-01-01'].map(runs)).toEqual([false, true, true, false])
    expect(isEsusValidOn(null, '2023-12-31', '1999-01-01')).toBe(true)
    expect(isEsusValidOn(null, null, '2023-01-01')).toBe(false)
  })

  it('cannot end before it starts', () => {
    const approval = { number: null, startsOn: '2023-02-01', endsOn: '2023-01-31' }
    expect(judgeEsus(approval)).toMatchObject({ ok: false, code: 'esus-dates-inverted' })
    expect(judgeEsus({ ...approval, endsOn: '2023-02-01' })).toMatchObject({ ok: true })
    expect(judgeEsus(null)).toEqual({ ok: true, value: null })
  })
})

describe('who may what', () => {
  it.each([
    ['owner', false, true, true],
    ['editor', false, true, false],
    ['reader', false, false, false],
    [null, false, false, false],
    [null, true, true, true],
  ] as const)('role %s, staff %s: edits %s, manages members %s', (role, isStaff, edits, manages) => {
    expect(mayEdit(role, isStaff)).toBe(edits)
    expect(mayManageMembers(role, isStaff)).toBe(manages)
  })

  it('gives no role to a request', () => {
    expect(activeRole({ myRole: 'owner', myStatus: 'requested' })).toBeNull()
    expect(activeRole({ myRole: 'owner', myStatus: 'active' })).toBe('owner')
  })

  it.each([
    [null, 0, 'joined'],
    [null, 1, 'joinRequested'],
    ['requested', 0, 'joinRequested'],
    ['requested', 2, 'joinRequested'],
    ['active', 1, 'alreadyMember'],
  ] as const)('membership %s among %s active: %s', (mine, active, outcome) => {
    expect(decideJoin(mine, active)).toBe(outcome)
  })

  it('knows the last owner', () => {
    const owner = (accountId: string) => ({ accountId, role: 'owner', status: 'active' }) as const
    const asking = { accountId: 'c', role: 'owner', status: 'requested' } as const
    expect(isLastOwner([owner('a'), asking], 'a')).toBe(true)
    expect(isLastOwner([owner('a'), owner('b')], 'a')).toBe(false)
    expect(isLastOwner([owner('a')], 'c')).toBe(false)
  })
})
