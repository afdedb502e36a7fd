import { describe, expect, it } from '@jest/globals'
import { instantOfWall, wallClockOf } from '../src/lib/paris.ts'

describe('the clock of Paris', () => {
  it('gives instants with their zone, in winter and in summer', () => {
    expect(instantOfWall({ day: '2023-02-06', time: '23:59' })).toEqual({
      ok: true,
      instant: '2023-02-06T23:59:00+01:00',
      isTwice: false,
    })
    expect(instantOfWall({ day: '2023-07-14', time: '09:30:15' })).toMatchObject({
      instant: '2023-07-14T09:30:15+02:00',
    })
  })

  it('refuses the hour that the change to summer time skips', () => {
    expect(instantOfWall({ day: '2023-03-26', time: '02:30' })).toEqual({ ok: false, code: 'gap' })
    expect(instantOfWall({ day: '2023-03-26', time: '03:00' })).toMatchObject({ instant: '2023-03-26T03:00:00+02:00' })
  })

  it('takes the first of the two hours of the change to winter time, and says so', () => {
    expect(instantOfWall({ day: '2023-10-29', time: '02:30' })).toEqual({
      ok: true,
      instant: '2023-10-29T02:30:00+02:00',
      isTwice: true,
    })
  })

  it.each([
    ['2023-02-30', '10:00'],
    ['2023-2-3', '10:00'],
    ['2023-02-03', '25:00'],
    ['', ''],
  ])('refuses %s %s', (day, time) => {
    expect(instantOfWall({ day, time })).toEqual({ ok: false, code: 'malformed' })
  })

  it('reads an instant back to the same wall clock, whatever its own zone', () => {
    for (const day of ['2023-01-15', '2023-03-26', '2023-07-01', '2023-10-29', '2024-02-29']) {
      for (const time of ['00:00', '04:15', '12:00', '23:59', '23:59:59']) {
        const made = instantOfWall({ day, time })
        expect(made.ok && wallClockOf(new Date(made.instant).toISOString())).toEqual({ day, time })
      }
    }
    expect(wallClockOf('no instant')).toBeNull()
  })
})
