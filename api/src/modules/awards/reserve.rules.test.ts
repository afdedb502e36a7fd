import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { EURO, rulesWith } from '../../../test/support/award-fixture.ts'
import { planOffers, type ReserveFile, type ReserveTurn } from './reserve.rules.ts'

const fileOf = (number: string, euros: number, change: Partial<ReserveFile> = {}): ReserveFile => ({
  number,
  organisationKey: `o${number}`,
  requestedCents: euros * EURO,
  budgetCents: 4 * euros * EURO,
  settled: null,
  ...change,
})
const LIST = [fileOf('A', 10_000), fileOf('B', 4_000), fileOf('C', 6_000), fileOf('D', 20_000)]

type Method = Parameters<typeof rulesWith>[0]
const misfit = (onMisfit: 'stop' | 'skip', share: number | null): Method => ({
  method: {
    kind: 'rankAndCut',
    onMisfit,
    lastAward: share === null ? { kind: 'none' } : { kind: 'partial', minShareOfRequest: share },
  },
})
const none = { promised: [], snapshot: null }
const plan = (
  change: Method,
  euros: number,
  files = LIST,
  given: Parameters<typeof planOffers>[3] = none,
): ReserveTurn[] => planOffers(rulesWith(change), euros * EURO, files, given)
const shown = (turns: readonly ReserveTurn[]) =>
  turns.map(({ standing, amountCents }) => `${standing}${amountCents === null ? '' : ` ${amountCents / EURO}`}`)

describe('the turn on the reserve list', () => {
  it.each([
    [
      'goes by rank while the money lasts',
      misfit('stop', null),
      14_000,
      ['next 10000', 'next 4000', 'does-not-fit', 'after-cut'],
    ],
    [
      'stops at who does not fit, though the next would',
      misfit('stop', null),
      5_000,
      ['does-not-fit', 'after-cut', 'after-cut', 'after-cut'],
    ],
    [
      'passes over who does not fit',
      misfit('skip', null),
      5_000,
      ['does-not-fit', 'next 4000', 'does-not-fit', 'does-not-fit'],
    ],
    ['gives the last one a part', misfit('stop', 5_000), 13_000, ['next 10000', 'next 3000', 'after-cut', 'after-cut']],
    [
      'gives no part under its share',
      misfit('skip', 8_000),
      13_000,
      ['next 10000', 'does-not-fit', 'does-not-fit', 'does-not-fit'],
    ],
    [
      'offers nothing where nothing is left',
      misfit('skip', 0),
      0,
      ['does-not-fit', 'does-not-fit', 'does-not-fit', 'does-not-fit'],
    ],
  ] as const)('%s', (_what, rules, euros, expected) => {
    expect(shown(plan(rules, euros))).toEqual(expected)
  })

  it('never offers more than the cap or the share of the budget, and says what it would take', () => {
    const [first] = plan(misfit('stop', null), 14_999, [fileOf('D', 20_000)])
    expect(first).toMatchObject({ standing: 'does-not-fit', leftCents: 14_999 * EURO, neededCents: 15_000 * EURO })
    const [tight] = plan(misfit('stop', null), 50_000, [fileOf('A', 10_000, { budgetCents: 8_000 * EURO })])
    expect(tight).toMatchObject({ standing: 'next', amountCents: 8_000 * EURO, ceilingCents: 8_000 * EURO })
  })

  it('passes over files with an offer, files that were withdrawn, and organisations that have their awards', () => {
    const files = [
      fileOf('A', 1_000, { settled: 'open' }),
      fileOf('B', 1_000, { settled: 'declined' }),
      fileOf('C', 1_000, { settled: 'withdrawn-file' }),
      fileOf('D', 1_000, { organisationKey: 'full' }),
      fileOf('E', 1_000, { organisationKey: 'twice' }),
      fileOf('F', 1_000, { organisationKey: 'twice' }),
    ]
    const given = { promised: [{ number: 'Z', organisationKey: 'full', amountCents: 1 }], snapshot: null }
    expect(shown(plan({ ...misfit('stop', null), perOrganisation: { max: 1 } }, 50_000, files, given))).toEqual([
      'open',
      'declined',
      'withdrawn-file',
      'same-organisation',
      'next 1000',
      'same-organisation',
    ])
  })

  it('serves each lot from its own money, the others from what the lots leave, and stops each apart', () => {
    const inLot = (number: string, theme: string | null) => ({
      ...({ number, organisationKey: number, state: 'admissible', requestedCents: 0, budgetCents: 0 } as const),
      ...({ completePlace: 0, isNeverFunded: true, drawKey: '', score: null, criterionMeans: {} } as const),
      ...{ eliminatedBy: null, facts: { theme: theme === null ? [] : [theme] } },
    })
    const lots = [
      { id: 'care', label: 'Aide', totalCents: 10_000 * EURO, files: { by: 'theme' as const, in: ['care'] } },
    ]
    const rules = { envelope: { totalCents: 30_000 * EURO, roundToCents: EURO, lots }, ...misfit('stop', null) }
    const files = ['A', 'B', 'C', 'D'].map((number) => fileOf(number, 6_000))
    const snapshot = {
      callId: '',
      files: [inLot('A', 'care'), inLot('B', 'care'), inLot('C', null), inLot('D', null), inLot('Z', 'care')],
    }
    // 2,000 € of the lot are promised; 8,000 € of it and 9,000 € beside it are left.
    const promised = [{ number: 'Z', organisationKey: 'Z', amountCents: 2_000 * EURO }]
    const turns = plan(rules, 17_000, files, { promised, snapshot })
    expect(shown(turns)).toEqual(['next 6000', 'does-not-fit', 'next 6000', 'does-not-fit'])
    expect(turns.map(({ leftCents }) => (leftCents ?? 0) / EURO)).toEqual([8_000, 2_000, 9_000, 3_000])
    const quotas = [
      {
        id: 'q',
        label: 'Aide',
        priority: 1,
        measure: 'count' as const,
        max: 1,
        files: { by: 'theme' as const, in: ['care'] },
      },
    ]
    expect(shown(plan({ ...rules, quotas }, 17_000, files, { promised, snapshot }))[0]).toBe('quota-full')
  })

  it('never offers more than is left, and gives each amount within its bounds', () => {
    const anyFile = fc
      .record({ asked: fc.integer({ min: 1, max: 30 }), budget: fc.integer({ min: 1, max: 60 }) })
      .map(({ asked, budget }) => ({ requestedCents: asked * EURO * 1_000, budgetCents: budget * EURO * 1_000 }))
    fc.assert(
      fc.property(
        fc.array(anyFile, { maxLength: 8 }),
        fc.integer({ min: 0, max: 80_000 }),
        fc.constantFrom('stop' as const, 'skip' as const),
        fc.option(fc.integer({ min: 0, max: 10_000 })),
        (bounds, left, onMisfit, share) => {
          const files = bounds.map((one, index) => fileOf(String(index), 1, one))
          const turns = plan(misfit(onMisfit, share), left, files)
          const total = turns.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0)
          expect(total).toBeLessThanOrEqual(left * EURO)
          for (const { amountCents, ceilingCents } of turns) {
            if (amountCents !== null) expect(amountCents).toBeLessThanOrEqual(ceilingCents)
          }
        },
      ),
    )
  })
})
