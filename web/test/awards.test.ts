import { describe, expect, it } from '@jest/globals'
import type { AwardRules, ScenarioLine } from '@progress-ess/shared/awards'
import { groupSums } from '../src/features/awards/groupSums.ts'
import { freeId, themesOf, withLocks, withLots, withQuotas } from '../src/lib/fileGroups.ts'

const line = (change: Partial<ScenarioLine>): ScenarioLine =>
  ({ communeName: 'Nanterre', organisationKind: 'association', themes: [], awardCents: 0, ...change }) as ScenarioLine

describe('two runs by group', () => {
  const from = [line({ awardCents: 500 }), line({ communeName: 'Clichy', awardCents: 300, themes: ['a', 'b'] })]
  const to = [
    line({ awardCents: 500 }),
    line({ communeName: 'Clichy', organisationKind: 'mutual', themes: ['a', 'b'] }),
  ]

  it('put what moves the most first, and count only files with money', () => {
    expect(groupSums(from, to, 'commune')).toEqual([
      { key: 'Clichy', fromCount: 1, toCount: 0, fromCents: 300, toCents: 0 },
      { key: 'Nanterre', fromCount: 1, toCount: 1, fromCents: 500, toCents: 500 },
    ])
    expect(groupSums(from, to, 'organisationKind').map(({ key }) => key)).toEqual(['association'])
  })

  it('count a file in each of its themes', () => {
    expect(groupSums(from, to, 'theme').map(({ key, fromCents }) => [key, fromCents])).toEqual([
      ['a', 300],
      ['b', 300],
    ])
  })
})

describe('rules without lots, quotas or locks', () => {
  const rules = { envelope: { totalCents: 1, roundToCents: 1 } } as AwardRules
  const lot = { id: 'lot1', label: 'Lot', totalCents: 1, files: { by: 'neverFunded' as const } }

  it('do not have the properties at all, so that their fingerprint is that of before', () => {
    expect(withLots(withLots(rules, [lot]), [])).toEqual(rules)
    expect(withLots(rules, [lot]).envelope.lots).toEqual([lot])
    const withBoth = withLocks(withQuotas(rules, []), [])
    expect([Object.keys(withBoth), Object.keys(withBoth.envelope)]).toEqual([
      ['envelope'],
      ['totalCents', 'roundToCents'],
    ])
  })

  it('give ids that nothing has, and themes from the form alone', () => {
    expect(freeId('lot', ['lot1', 'lot3'])).toBe('lot4')
    expect(freeId('lot', ['lot2'])).toBe('lot3')
    expect(themesOf(undefined)).toEqual([])
  })
})
