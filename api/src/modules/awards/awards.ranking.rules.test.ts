import { describe, expect, it } from '@jest/globals'
import type { TieBreak } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import { anyTinyInput, draw, fileWith, inputOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { compareFiles, decidingTieBreak, exclusionOf, rankFiles } from './awards.ranking.rules.ts'
import type { ScoredFile } from './awards.types.rules.ts'
import { placesOf } from './snapshot.rules.ts'

const orderOf = (tieBreak: TieBreak[], files: readonly ScoredFile[]): string[] =>
  rankFiles(inputOf(rulesWith({ tieBreak }), files)).map(({ file }) => file.number)

describe('the order of service', () => {
  it('goes by score, compared exactly: 200/3 before 66.66, and 66.67 before both', () => {
    const files = [
      fileWith('A', { score: fraction(6_666, 100) }),
      fileWith('B', { score: fraction(200, 3) }),
      fileWith('C', { score: fraction(6_667, 100) }),
    ]
    expect(orderOf([draw], files)).toEqual(['C', 'B', 'A'])
  })

  it.each<[string, TieBreak, Partial<ScoredFile>, Partial<ScoredFile>]>([
    [
      'the better mean of a criterion',
      { by: 'criterion', criterionId: 'need' },
      { criterionMeans: { need: fraction(10, 3) } },
      { criterionMeans: { need: fraction(333, 100) } },
    ],
    [
      'a criterion that was marked before one that was not',
      { by: 'criterion', criterionId: 'need' },
      { criterionMeans: { need: fraction(1) } },
      { criterionMeans: { need: null } },
    ],
    ['the smaller request', { by: 'smallerRequest' }, { requestedCents: 500 }, { requestedCents: 501 }],
    ['who was never funded', { by: 'neverFundedFirst' }, { isNeverFunded: true }, { isNeverFunded: false }],
    ['who was complete earlier', { by: 'earlierComplete' }, { completePlace: 1 }, { completePlace: 2 }],
    ['the jury’s order', { by: 'jury', order: ['Z', 'A'] }, {}, {}],
    ['who the jury named', { by: 'jury', order: ['Z'] }, {}, {}],
    ['the draw', draw, { drawKey: '0a' }, { drawKey: '0b' }],
  ])('breaks a tie by %s', (_name, tieBreak, winner, loser) => {
    const [first, second] = [fileWith('Z', winner), fileWith('A', loser)]
    expect(orderOf([tieBreak, draw], [second, first])).toEqual(['Z', 'A'])
    expect(decidingTieBreak(rulesWith({ tieBreak: [tieBreak, draw] }), first, second)).toBe(tieBreak)
  })

  it('knows of instants their places alone, which equal ones share', () => {
    const instants = [30, 10, 20, 10].map((minute) => new Date(Date.UTC(2023, 1, 6, 22, minute)))
    const places = placesOf(instants)
    expect(instants.map((instant) => places.get(instant.getTime()))).toEqual([3, 1, 2, 1])
  })

  it('asks the next tie-break only where the one before says nothing', () => {
    const files = [
      fileWith('A', { requestedCents: 500, drawKey: '3' }),
      fileWith('B', { requestedCents: 400, drawKey: '2' }),
      fileWith('C', { requestedCents: 500, drawKey: '1' }),
    ]
    expect(orderOf([{ by: 'smallerRequest' }, draw], files)).toEqual(['B', 'C', 'A'])
  })

  it('falls back on the number where no tie-break tells two files apart', () => {
    const files = [fileWith('B', { drawKey: '' }), fileWith('A', { drawKey: '' })]
    expect(orderOf([draw], files)).toEqual(['A', 'B'])
    expect(decidingTieBreak(rulesWith({ tieBreak: [draw] }), fileWith('B'), fileWith('B'))).toBeNull()
  })

  it('is total: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(anyTinyInput, ({ rules, files }) => {
        const sign = (a: ScoredFile, b: ScoredFile): number => Math.sign(compareFiles(rules, a, b))
        for (const a of files) {
          for (const b of files) {
            expect(sign(a, b) + sign(b, a)).toBe(0)
            expect(sign(a, b) === 0).toBe(a.number === b.number)
            for (const c of files) if (sign(a, b) < 0 && sign(b, c) < 0) expect(sign(a, c)).toBe(-1)
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('who takes part', () => {
  const threshold = fraction(50)

  it('takes a file at the threshold, not one a thousandth under it', () => {
    expect(exclusionOf({ threshold }, fileWith('A', { score: fraction(50) }))).toBeNull()
    expect(exclusionOf({ threshold }, fileWith('A', { score: fraction(49_999, 1_000) }))).toMatchObject({
      code: 'below-threshold',
    })
    expect(exclusionOf({ threshold: null }, fileWith('A', { score: fraction(0) }))).toBeNull()
  })

  it.each<[string, Partial<ScoredFile>]>([
    ['inadmissible', { state: 'inadmissible' }],
    ['withdrawn', { state: 'withdrawn', eliminatedBy: 'need' }],
    ['not-evaluated', { score: null }],
    ['eliminated', { eliminatedBy: 'need', score: fraction(99) }],
  ])('leaves out what is %s', (code, change) => {
    expect(exclusionOf({ threshold }, fileWith('A', change))).toMatchObject({ code })
  })
})
