import { describe, expect, it } from '@jest/globals'
import { Type } from 'typebox'
import { isBlank, walkStrings } from './strings.ts'

describe('A walk along a schema', () => {
  const marked = Type.String({ format: 'uuid' })
  const schema = Type.Object({
    id: marked,
    text: Type.String(),
    list: Type.Array(Type.Object({ id: Type.Optional(marked) })),
    either: Type.Union([marked, Type.Null()]),
  })
  const walk = walkStrings(schema, ({ format }) => (format === 'uuid' ? (text, path) => `${path}:${text}` : null))

  it('changes the strings that are meant, where they lie, and no others', () => {
    const value = { id: 'A', text: 'A', list: [{ id: 'B' }, {}, 3], either: 'C', more: { id: 'D' } }
    walk?.(value, '')
    expect(value).toEqual({
      id: '/id:A',
      text: 'A',
      list: [{ id: '/list/0/id:B' }, {}, 3],
      either: '/either:C',
      more: { id: 'D' },
    })
  })

  it('leaves alone what does not fit, and needs nothing of what holds none', () => {
    for (const value of [null, 'A', 3, [], { id: 3, list: 'A', either: null }]) {
      expect(walk?.(structuredClone(value), '')).toEqual(value)
    }
    expect(walkStrings(Type.Object({ text: Type.String() }), () => null)).toBeNull()
  })
})

describe('A blank text', () => {
  it.each([
    '',
    ' ',
    '\t\n',
    '\u00a0',
    '\u200b',
    '\u200b\u2060',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u2800',
    '\u202e ',
    '\ufe0f',
  ])('%j is one', (text) => {
    expect(isBlank(text)).toBe(true)
  })
  it.each(['a', ' a ', '\u200ba', '.', '🌱', '\u0301a', '字'])('%j is none', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})
