import { describe, expect, it } from '@jest/globals'
import * as contract from '@progress-ess/shared'
import { GENERAL_CODES, type Endpoint } from '@progress-ess/shared/kit'
import { CLIENT_CODES } from '../src/api/problem.ts'
import { en } from '../src/i18n/en/index.ts'
import { fr } from '../src/i18n/fr/index.ts'

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'operationId' in value && 'method' in value && 'path' in value

const endpoints = (Object.values(contract) as unknown[]).filter(isEndpoint)
const codes = new Set([...GENERAL_CODES, ...CLIENT_CODES, ...endpoints.flatMap(({ refusals = [] }) => refusals)])

const missingFrom = (sentences: Readonly<Record<string, string>>): string[] =>
  [...codes].filter((code) => (sentences[code] ?? '').trim() === '').sort()

describe('every refusal of the contract has a sentence', () => {
  it('knows the operations', () => {
    expect(endpoints.length).toBeGreaterThan(50)
  })

  it('in French', () => {
    expect(missingFrom(fr.problems)).toEqual([])
  })

  it('in English', () => {
    expect(missingFrom(en.problems)).toEqual([])
  })

  it('and no sentence is left of a code that nothing refuses with any more', () => {
    const words = new Set(['fallback', 'left', 'withRequestId'])
    expect(Object.keys(fr.problems).filter((code) => !words.has(code) && !codes.has(code))).toEqual([])
  })
})
