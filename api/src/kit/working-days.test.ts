import { describe, expect, it } from '@jest/globals'
import { addWorkingDays, holidaysOf, isWorkingDay } from './working-days.ts'

describe('Working days in France', () => {
  it('know the eleven holidays of a year', () => {
    // As the calendar of 2026 prints them.
    expect([...holidaysOf(2026)].sort()).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ])
  })

  it.each([
    [2000, '2000-04-24'],
    [2008, '2008-03-24'],
    [2011, '2011-04-25'],
    [2024, '2024-04-01'],
    [2038, '2038-04-26'],
  ])('Easter Monday of %i is %s', (year, day) => {
    expect(holidaysOf(year).has(day)).toBe(true)
  })

  it('leave out weekends', () => {
    expect(isWorkingDay('2026-11-21')).toBe(false)
    expect(isWorkingDay('2026-11-23')).toBe(true)
  })

  it.each([
    ['2026-11-23T09:00:00.000Z', 2, '2026-11-25T09:00:00.000Z'],
    ['2026-11-20T09:00:00.000Z', 2, '2026-11-24T09:00:00.000Z'],
    ['2026-11-10T09:00:00.000Z', 1, '2026-11-12T09:00:00.000Z'],
    ['2026-12-24T09:00:00.000Z', 5, '2027-01-04T09:00:00.000Z'],
  ])('%s and %i more: %s', (from, count, to) => {
    expect(addWorkingDays(new Date(from), count).toISOString()).toBe(to)
  })
})
