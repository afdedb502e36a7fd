import { describe, expect, it } from '@jest/globals'
import { canonicalJson, fingerprintOf } from './canonical.ts'

describe('the canonical form (RFC 8785)', () => {
  const rules = {
    version: 1,
    envelopeCents: 10_000_000,
    method: 'rankAndCut',
    capCents: 1_500_000,
    lastAward: 'partial',
  }

  it('gives the fingerprint of award-rules.md, whatever the order of the keys', () => {
    const fingerprint = '2c2b8dd41cbf314b82b4bb2cc53885b026452f9673580ded33553dea4e52a3c3'
    expect(fingerprintOf(rules)).toBe(fingerprint)
    expect(fingerprintOf(Object.fromEntries(Object.entries(rules).reverse()))).toBe(fingerprint)
  })

  it('sorts keys by code unit at every depth, and keeps arrays as they are', () => {
    expect(canonicalJson({ b: [{ z: 1, é: 2, a: 3 }, 'x'], a: null })).toBe('{"a":null,"b":[{"a":3,"z":1,"é":2},"x"]}')
  })

  it('writes -0 as 0, leaves undefined out, and composes no letters', () => {
    expect(canonicalJson({ zero: -0, nothing: undefined, letters: 'e\u0301' })).toBe('{"letters":"e\u0301","zero":0}')
  })

  it('sees the slightest change', () => {
    expect(fingerprintOf({ ...rules, capCents: 1_500_001 })).not.toBe(fingerprintOf(rules))
  })

  it('refuses what has no JSON form', () => {
    expect(() => canonicalJson(undefined)).toThrow(TypeError)
    expect(() => canonicalJson({ score: NaN })).toThrow()
  })
})
