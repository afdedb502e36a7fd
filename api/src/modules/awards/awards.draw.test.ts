import { describe, expect, it } from '@jest/globals'
import { commitmentOf, drawKeyOf } from './awards.draw.ts'

const SEED = '00112233445566778899aabbccddeeff'.repeat(2)
const NUMBERS = ['PE-2026-001', 'PE-2026-002', 'PE-2026-003', 'PE-2026-004']

describe('the draw', () => {
  it('gives each number the key that anyone computes from the seed', () => {
    expect(NUMBERS.map((number) => drawKeyOf(SEED, number).slice(0, 16))).toEqual([
      '2d74a0d3b7e704f1',
      'bd7d6a488c05a57f',
      '8de519915aa0c8cb',
      '5c9bdc2a1aca6add',
    ])
  })

  it('orders by ascending key', () => {
    const drawn = [...NUMBERS].sort((a, b) => (drawKeyOf(SEED, a) < drawKeyOf(SEED, b) ? -1 : 1))
    expect(drawn).toEqual(['PE-2026-001', 'PE-2026-004', 'PE-2026-003', 'PE-2026-002'])
  })

  it('commits to the bytes of the seed, not to its text', () => {
    expect(commitmentOf(SEED)).toMatch(/^4773d12e[0-9a-f]{52}dfef$/)
    expect(commitmentOf(SEED.toUpperCase())).toBe(commitmentOf(SEED))
  })
})
