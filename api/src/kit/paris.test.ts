import { describe, expect, it } from '@jest/globals'
import { endOfDayInParis } from './paris.ts'

describe('The end of a day in Paris', () => {
  it.each([
    ['2023-02-06T12:00:00Z', '2023-02-06T22:59:59.000Z', 'winter'],
    ['2026-07-14T12:00:00Z', '2026-07-14T21:59:59.000Z', 'summer'],
    ['2026-07-14T22:30:00Z', '2026-07-15T21:59:59.000Z', 'after midnight in Paris'],
    ['2026-03-29T00:30:00Z', '2026-03-29T21:59:59.000Z', 'the day whose night loses an hour'],
    ['2026-10-24T23:30:00Z', '2026-10-25T22:59:59.000Z', 'the day whose night gains one'],
  ])('%s ends at %s (%s)', (instant, end) => {
    expect(endOfDayInParis(new Date(instant)).toISOString()).toBe(end)
  })
})
