import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatEuros, formatEurosInput, formatList, formatPercent } from '../src/lib/format.ts'
import {
  formatDate,
  formatDay,
  formatDeadline,
  formatDuration,
  formatRelative,
  formatTime,
} from '../src/lib/formatDate.ts'
import { parseEuros, parsePercent } from '../src/lib/parse.ts'

const NARROW = '\u202f'
const NO_BREAK = '\u00a0'
/** No-break spaces as ordinary ones, to keep the expectations readable. */
const plain = (text: string): string => text.replaceAll(NARROW, ' ').replaceAll(NO_BREAK, ' ')

describe('money', () => {
  it('is written with no-break spaces and the sign after it in French', () => {
    expect(formatEuros(1_250_000, 'fr')).toBe(`12${NARROW}500${NO_BREAK}€`)
    expect(plain(formatEuros(1_250_050, 'fr'))).toBe('12 500,50 €')
    expect(plain(formatEuros(-300_000, 'fr'))).toBe('−3 000 €')
  })

  it('is written with the sign before it in English', () => {
    expect(formatEuros(1_250_000, 'en')).toBe('€12,500')
    expect(formatEuros(-5, 'en')).toBe('−€0.05')
  })

  it.each([
    ['12 500', 1_250_000],
    ['12500,50', 1_250_050],
    ['12500.5', 1_250_050],
    ['12 500 €', 1_250_000],
    [`12${NARROW}500,05${NO_BREAK}€`, 1_250_005],
    ['0', 0],
    ['-20', -2_000],
    ['1500 euros', 150_000],
  ])('reads %s', (typed, cents) => {
    expect(parseEuros(typed)).toBe(cents)
  })

  it.each(['', 'abc', '12,505', '12.500', '1,2,3', '12e3', '--2'])('refuses %j rather than guess', (typed) => {
    expect(parseEuros(typed)).toBeNull()
  })

  it.each(['fr', 'en'] as const)('reads what it has written in a field (%s)', (language) => {
    for (const cents of [0, 5, 100, 1_250_000, 1_250_050, 100_000_000_000]) {
      expect(parseEuros(formatEurosInput(cents, language))).toBe(cents)
    }
  })
})

describe('shares, sizes and lists', () => {
  it('writes ten-thousandths as a percentage', () => {
    expect(plain(formatPercent(8_000, 'fr'))).toBe('80 %')
    expect(plain(formatPercent(1_250, 'fr'))).toBe('12,5 %')
    expect(formatPercent(1_250, 'en')).toBe('12.5%')
    expect(parsePercent('12,5 %')).toBe(1_250)
    expect(parsePercent('12,555')).toBeNull()
  })

  it('writes sizes and lists for people', () => {
    expect(plain(formatBytes(340_000, 'fr'))).toBe('340 ko')
    expect(plain(formatBytes(2_500_000, 'en'))).toBe('2.5 MB')
    expect(formatList(['Antony', 'Clichy', 'Sèvres'], 'fr')).toBe('Antony, Clichy et Sèvres')
  })
})

describe('dates, always on the clock of Paris', () => {
  const closing = '2023-02-06T22:59:59Z'

  it('writes a deadline in full', () => {
    expect(plain(formatDeadline(closing, 'fr'))).toBe('lundi 6 février 2023 à 23 h 59, heure de Paris')
    expect(plain(formatDeadline(closing, 'en'))).toBe('Monday 6 February 2023 at 23:59, Paris time')
  })

  it('writes the first of a month as an ordinal in French, and whole hours without minutes', () => {
    expect(plain(formatDay('2023-04-01', 'fr'))).toBe('1er avril 2023')
    expect(plain(formatDate('2023-04-01T07:00:00Z', 'fr', { weekday: true }))).toBe('samedi 1er avril 2023')
    expect(plain(formatTime('2023-04-01T07:00:00Z', 'fr'))).toBe('9 h')
    expect(plain(formatTime('2023-04-01T12:05:00Z', 'fr'))).toBe('14 h 05')
  })

  it('gives the day of Paris to an instant that is still the day before in UTC', () => {
    expect(plain(formatDate('2023-06-30T22:30:00Z', 'fr'))).toBe('1er juillet 2023')
  })

  it('writes durations by their two largest units, never rounded up', () => {
    const minute = 60_000
    expect(plain(formatDuration((12 * 24 + 4) * 60 * minute + 59 * minute, 'fr'))).toBe('12 jours 4 h')
    expect(plain(formatDuration(24 * 60 * minute, 'fr'))).toBe('1 jour')
    expect(plain(formatDuration(200 * minute, 'en'))).toBe('3 h 20 min')
    expect(plain(formatDuration(9_999, 'fr'))).toBe('9 s')
    expect(plain(formatDuration(-5, 'fr'))).toBe('0 s')
  })

  it('says how far an instant is', () => {
    const now = new Date('2023-01-25T12:00:00Z')
    expect(plain(formatRelative('2023-01-25T11:57:00Z', now, 'fr'))).toBe('il y a 3 minutes')
    expect(plain(formatRelative('2023-02-06T22:59:59Z', now, 'fr'))).toBe('dans 12 jours')
    expect(formatRelative('2023-01-25T11:59:50Z', now, 'fr')).toBe('à l’instant')
    expect(formatRelative('2023-01-25T11:59:50Z', now, 'en')).toBe('just now')
  })
})
