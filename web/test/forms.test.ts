import { describe, expect, it } from '@jest/globals'
import { AwardRules } from '@progress-ess/shared/awards'
import { Nullable, Strict, Words, EmailAddress, Instant } from '@progress-ess/shared/kit'
import { Type } from 'typebox'
import { reactive } from 'vue'
import { METHOD_KINDS, methodOfKind } from '../src/lib/awardMethods.ts'
import { schemaErrors } from '../src/lib/schemaErrors.ts'
import { fieldId } from '../src/lib/useForm.ts'

const Form = Strict({
  name: Type.String({ minLength: 1, maxLength: 5 }),
  reason: Type.String({ minLength: 5 }),
  mail: EmailAddress,
  closesAt: Nullable(Instant),
  kind: Words(['a', 'b']),
  lines: Type.Array(Strict({ cents: Type.Integer({ minimum: 0 }) }), { minItems: 1 }),
})
const rules = {
  schemaVersion: 1,
  envelope: { totalCents: 100, roundToCents: 1 },
  amount: { capCents: 10, floorCents: 0, maxShareOfBudget: 10_000 },
  method: { kind: 'equalShares' },
  tieBreak: [{ by: 'earlierComplete' }],
  perOrganisation: { max: 1 },
  reserve: { size: null, offerDays: 15 },
}
const good = { name: 'Ana', reason: 'because', mail: 'a@b.fr', closesAt: null, kind: 'a', lines: [{ cents: 5 }] }
const wordsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(schemaErrors(Form, value).map(({ pointer, keyword }) => [pointer, keyword]))

describe('the errors of a form', () => {
  it('are none when it keeps to the schema', () => {
    expect(schemaErrors(Form, good)).toEqual([])
  })

  it('name each field by its pointer and the keyword that it breaks', () => {
    expect(
      wordsOf({
        ...good,
        name: 'too long',
        reason: 'x',
        mail: 'nobody',
        closesAt: 'soon',
        kind: 'c',
        lines: [{ cents: -1 }],
      }),
    ).toEqual({
      '/name': 'maxLength',
      '/reason': 'minLength',
      '/mail': 'email',
      '/closesAt': 'dateTime',
      '/kind': 'enum',
      '/lines/0/cents': 'minimum',
    })
  })

  it('say of an empty text, and of a property that is not there, that it is required', () => {
    expect(wordsOf({ ...good, name: '', kind: undefined })).toMatchObject({ '/name': 'required' })
    expect(wordsOf({})).toMatchObject({ '/name': 'required', '/lines': 'required' })
  })

  it('carry the bound that the sentence names', () => {
    expect(schemaErrors(Form, { ...good, name: 'too long' })).toEqual([
      { pointer: '/name', keyword: 'maxLength', limit: 5 },
    ])
  })

  it('are all found, however many there are', () => {
    expect(schemaErrors(Form, { ...good, lines: Array.from({ length: 40 }, () => ({ cents: -1 })) })).toHaveLength(40)
  })

  it('are those of the kind that is meant, where there are several', () => {
    const method = { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'partial', minShareOfRequest: null } }
    const errors = schemaErrors(AwardRules, { ...rules, method })
    expect(errors.find(({ pointer }) => pointer === '/method/lastAward/minShareOfRequest')?.keyword).toBe('required')
    expect(errors.map(({ pointer }) => pointer)).not.toContain('/method/onMisfit')
    const tiers = { kind: 'tiers', tiers: [{ minScore: 5_000, rate: 10_001 }], overflow: 'scaleDown' }
    expect(schemaErrors(AwardRules, { ...rules, method: tiers })[0]).toMatchObject({
      pointer: '/method/tiers/0/rate',
      keyword: 'maximum',
    })
    expect(schemaErrors(AwardRules, { ...rules, method: { kind: 'chance' } })).not.toEqual([])
  })

  it('of one kind among others that share a word are told, and nothing of what holds them', () => {
    const tieBreak = [{ by: 'draw', seedCommitment: '0'.repeat(64), beacon: { source: '', at: '', fallback: 'x' } }]
    const errors = schemaErrors(AwardRules, { ...rules, tieBreak })
    expect(errors.map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
      ['/tieBreak/0/beacon/source', 'required'],
      ['/tieBreak/0/beacon/at', 'dateTime'],
    ])
  })

  it('tell what is not expected', () => {
    expect(wordsOf({ ...good, extra: 1 })).toEqual({ '/extra': 'unknown' })
  })
})

it('a field and the link to it share one id', () => {
  expect(fieldId('/lines/0/cents')).toBe('f-lines-0-cents')
})

describe('a method of award rules', () => {
  it('comes back as it was typed when another choice is taken back', () => {
    const tiers = reactive([{ minScore: 6_000, rate: 9_000 }])
    const typed = { kind: 'tiers' as const, tiers: tiers.map((tier) => tier), overflow: 'scaleDown' as const }
    const again = methodOfKind('tiers', [typed, { kind: 'equalShares' }])
    expect(again).toEqual(typed)
    expect(again).not.toBe(typed)
  })

  it('starts sound where none was typed', () => {
    for (const kind of METHOD_KINDS) {
      expect(schemaErrors(AwardRules, { ...rules, method: methodOfKind(kind, []) })).toEqual([])
    }
  })
})
