import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { compareContracts } from './compare.ts'

type Json = Record<string, unknown>
const read = async (path: string): Promise<Json> =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')) as Json

const thing = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 200 },
    kind: { type: 'string', enum: ['a', 'b'] },
    note: { type: ['string', 'null'] },
  },
  required: ['name'],
}
const contract = (change: { body?: Json; answer?: Json; operation?: Json; paths?: Json } = {}): Json => ({
  paths: change.paths ?? {
    '/things': {
      post: {
        operationId: 'addThing',
        'x-roles': ['agent', 'partner'],
        'x-right': 'referrals:read',
        parameters: [{ in: 'query', name: 'q', schema: { type: 'string', maxLength: 100 } }],
        requestBody: { content: { 'application/json': { schema: { ...thing, ...change.body } } } },
        responses: { 201: { content: { 'application/json': { schema: { ...thing, ...change.answer } } } } },
        ...change.operation,
      },
    },
  },
})
const breaking = (after: Json): string[] =>
  compareContracts(contract(), after)
    .filter(({ isBreaking }) => isBreaking)
    .map(({ what }) => what)
const { properties } = thing

describe('Two contracts', () => {
  it('that are the same differ in nothing', () => {
    expect(compareContracts(contract(), contract())).toEqual([])
  })

  it.each([
    ['an operation that is gone', contract({ paths: {} }), 'is gone'],
    ['another name', contract({ operation: { operationId: 'x' } }), 'is now called x'],
    ['a role that is shut out', contract({ operation: { 'x-roles': ['agent'] } }), 'is closed to partner'],
    [
      'a right that is needed',
      contract({ operation: { 'x-right': 'referrals:write' } }),
      'needs the right referrals:write',
    ],
    ['a parameter that is gone', contract({ operation: { parameters: [] } }), 'no longer takes query q'],
    ['a field that must be said', contract({ body: { required: ['name', 'kind'] } }), 'needs kind'],
    [
      'a new field that must be said',
      contract({ body: { properties: { ...properties, x: {} }, required: ['name', 'x'] } }),
      'has x',
    ],
    [
      'a shorter text',
      contract({ body: { properties: { ...properties, name: { type: 'string', maxLength: 10 } } } }),
      'maxLength was 200, is 10',
    ],
    [
      'a word that is refused',
      contract({ body: { properties: { ...properties, kind: { type: 'string', enum: ['a'] } } } }),
      'no longer knows b',
    ],
    [
      'null that is refused',
      contract({ body: { properties: { ...properties, note: { type: 'string' } } } }),
      'was string or null, is string',
    ],
    [
      'a pattern',
      contract({ body: { properties: { ...properties, name: { type: 'string', maxLength: 200, pattern: 'x' } } } }),
      'has another pattern',
    ],
    [
      'an answer without a field',
      contract({ answer: { properties: { name: thing.properties.name } } }),
      'no longer has kind',
    ],
    ['an answer that may lack a field', contract({ answer: { required: [] } }), 'may lack name'],
    [
      'an answer of another type',
      contract({ answer: { properties: { ...properties, name: { type: 'integer' } } } }),
      'was string, is integer',
    ],
    [
      'an answer that may be null',
      contract({ answer: { properties: { ...properties, name: { type: ['string', 'null'] } } } }),
      'was string, is string or null',
    ],
    ['another success', contract({ operation: { responses: {} } }), 'no longer answers 201'],
  ])('break with %s', (_what, after, expected) => {
    expect(breaking(after)).toContain(expected)
  })

  it.each([
    ['a new operation', contract({ paths: { ...(contract()['paths'] as Json), '/more': { get: {} } } })],
    ['a field of an answer', contract({ answer: { properties: { ...properties, x: { type: 'string' } } } })],
    [
      'a word of an answer',
      contract({ answer: { properties: { ...properties, kind: { type: 'string', enum: ['a', 'b', 'c'] } } } }),
    ],
    ['a longer text', contract({ body: { properties: { ...properties, name: { type: 'string', maxLength: 300 } } } })],
    ['a field that may be said', contract({ body: { properties: { ...properties, x: {} } } })],
    ['a role that is let in', contract({ operation: { 'x-roles': ['agent', 'partner', 'admin'] } })],
  ])('do not break with %s, which is told', (_what, after) => {
    expect(breaking(after)).toEqual([])
    expect(compareContracts(contract(), after)).not.toEqual([])
  })
})

describe('An object that says its kind', () => {
  const ofKind = (kind: string, size = 'integer') => ({
    type: 'object',
    properties: { kind: { const: kind, type: 'string' }, size: { type: size } },
    required: ['kind'],
  })
  const changesTo = (...kinds: Json[]) =>
    compareContracts(contract({ answer: { properties: { shape: ofKind('circle') } } }), {
      ...contract({ answer: { properties: { shape: { anyOf: kinds } } } }),
    }).map(({ isBreaking, what }) => `${isBreaking ? '!' : ''}${what}`)

  it('may get others beside it: that is told, and breaks nothing', () => {
    expect(changesTo(ofKind('square'), ofKind('circle'))).toEqual(['may be kind square'])
  })

  it('is still compared with itself', () => {
    expect(changesTo(ofKind('square'), ofKind('circle', 'string'))).toEqual([
      'may be kind square',
      '!was integer, is string',
    ])
  })

  it('breaks when it is not among them', () => {
    expect(changesTo(ofKind('square'))).toContain('!no longer has size')
  })
})

describe('This contract', () => {
  it('breaks nothing of the one that was released: that would need /api/v2', async () => {
    const changes = compareContracts(await read('contracts/v1.json'), await read('openapi.json'))
    expect(changes.filter(({ isBreaking }) => isBreaking)).toEqual([])
  })
})
