import { describe, expect, it } from '@jest/globals'
import { Nullable, Strict, Words, EmailAddress, Instant } from '@progress-ess/shared/kit'
import { Type } from 'typebox'
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

  it('tell what is not expected', () => {
    expect(wordsOf({ ...good, extra: 1 })).toEqual({ '/extra': 'unknown' })
  })
})

it('a field and the link to it share one id', () => {
  expect(fieldId('/lines/0/cents')).toBe('f-lines-0-cents')
})
