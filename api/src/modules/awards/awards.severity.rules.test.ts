import { describe, expect, it } from '@jest/globals'
import { displayFraction, fraction } from '../../kit/fraction.rules.ts'
import { type Reading, severityOf } from './awards.severity.rules.ts'

const readings = (rows: Readonly<Record<string, Readonly<Record<string, number>>>>): Reading[] =>
  Object.entries(rows).flatMap(([file, marks]) =>
    Object.entries(marks).map(([reader, total]) => ({ file, reader, total: fraction(total) })),
  )

/** award-rules.md §3. */
const VECTOR = readings({
  A: { e1: 16, e2: 12 },
  B: { e1: 14, e3: 10 },
  C: { e2: 11, e3: 9 },
  D: { e1: 13, e2: 10 },
})
const shown = (values: ReadonlyMap<string, { num: bigint; den: bigint }>, decimals: number) =>
  Object.fromEntries([...values].map(([key, value]) => [key, displayFraction(value, decimals)]))

describe('The severity of evaluators', () => {
  it('is that of the reference, to the digit', () => {
    const { readers, files } = severityOf(VECTOR, 1)
    expect(readers).toEqual(
      new Map([
        ['e1', fraction(61, 35)],
        ['e2', fraction(-19, 35)],
        ['e3', fraction(-6, 5)],
      ]),
    )
    expect(shown(files, 5)).toEqual({ A: '13.40000', B: '11.72857', C: '10.87143', D: '10.90000' })
  })

  it('is drawn to 0 as the shrinkage grows, and adds up to 0', () => {
    const size = (lambda: number): number =>
      [...severityOf(VECTOR, lambda).readers.values()].reduce(
        (sum, { num, den }) => sum + Math.abs(Number(num) / Number(den)),
        0,
      )
    expect([size(1) > size(2), size(2) > size(50), size(1_000) < 0.1]).toEqual([true, true, true])
    const total = [...severityOf(VECTOR).readers.values()].reduce(
      (sum, { num, den }) => sum + Number(num) / Number(den),
      0,
    )
    expect(total).toBeCloseTo(0, 12)
  })

  it('is the same whatever the order of the readings', () => {
    const first = severityOf(VECTOR)
    expect(severityOf([...VECTOR].reverse())).toEqual(first)
  })

  it('finds an evaluator who gives everyone ten points less', () => {
    const rows: Record<string, Record<string, number>> = {}
    for (let file = 0; file < 12; file += 1) {
      const readers = [`r${file % 4}`, `r${(file + 1) % 4}`]
      rows[`f${file}`] = Object.fromEntries(readers.map((name) => [name, 50 + file - (name === 'r0' ? 10 : 0)]))
    }
    const { readers } = severityOf(readings(rows))
    const values = Object.entries(shown(readers, 3)).map(([name, value]) => [name, Number(value)] as const)
    expect(values.sort((a, b) => a[1] - b[1])[0]?.[0]).toBe('r0')
    expect(Number(shown(readers, 3)['r0'])).toBeLessThan(-4)
  })

  it('tells parts that no evaluator links, and of nothing nothing', () => {
    const { partOf, parts } = severityOf(readings({ A: { e1: 10, e2: 12 }, B: { e3: 5 }, C: { e2: 9 } }))
    expect(parts).toBe(2)
    expect([partOf.get('A'), partOf.get('C'), partOf.get('e2'), partOf.get('B'), partOf.get('e3')]).toEqual([
      1, 1, 1, 2, 2,
    ])
    expect(severityOf([])).toMatchObject({ parts: 0, readers: new Map(), files: new Map() })
  })
})
