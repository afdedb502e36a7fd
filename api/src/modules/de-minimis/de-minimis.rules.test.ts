import { describe, expect, it } from '@jest/globals'
import { firstDayOf, isOver, sumOf, within } from './de-minimis.rules.ts'

describe('de minimis aid', () => {
  it('counts three rolling years, the day of the grant included', () => {
    expect(['2026-11-27', '2024-02-29', '2024-02-28'].map(firstDayOf)).toEqual([
      '2023-11-28',
      '2021-03-02',
      '2021-03-01',
    ])
    const items = ['2023-11-27', '2023-11-28', '2026-11-27', '2026-11-28'].map((grantedOn) => ({
      grantedOn,
      amountCents: 1,
    }))
    expect(within(items, '2026-11-27').map(({ grantedOn }) => grantedOn)).toEqual(['2023-11-28', '2026-11-27'])
    expect(sumOf(within(items, '2026-11-27'))).toBe(2)
  })

  it('is over above the threshold, not at it', () => {
    expect(isOver(29_000_000, 1_000_000, 30_000_000)).toBe(false)
    expect(isOver(29_000_000, 1_000_001, 30_000_000)).toBe(true)
  })
})
