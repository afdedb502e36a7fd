import { describe, expect, it } from '@jest/globals'
import type { VerificationBundle } from '@progress-ess/shared/awards'
import { fingerprintOf } from '../../api/src/kit/canonical.ts'
import { type CheckName, verify } from '../verify/src/verify.ts'
import { BEACON, givenBundle } from './bundle.ts'

type Change = (bundle: VerificationBundle) => unknown

/** Where a spoilt bundle differs, by check. */
async function differencesAfter(change: Change): Promise<Partial<Record<CheckName, string[]>>> {
  const bundle = await givenBundle()
  change(bundle)
  const { isIdentical, checks } = await verify(bundle)
  const found = checks.filter(({ differences }) => differences.length > 0)
  expect(isIdentical).toBe(found.length === 0)
  return Object.fromEntries(found.map(({ name, differences }) => [name, differences.map(({ at }) => at)]))
}

const fileOf = ({ snapshot }: VerificationBundle, number: string) =>
  snapshot.files.find((file) => file.number === number)!
const lineOf = ({ result }: VerificationBundle, number: string) => result.lines.find((line) => line.number === number)!

describe('A bundle', () => {
  it('that is whole is identical', async () => {
    expect(await differencesAfter(() => undefined)).toEqual({})
    expect((await verify(await givenBundle())).checks.map(({ name }) => name)).toEqual([
      'fingerprints',
      'rules',
      'draw',
      'scores',
      'result',
      'decisions',
    ])
  })

  it.each<VerificationBundle['rules']['method']>([
    { kind: 'tiers', tiers: [{ minScore: 8_000, rate: 8_000 }], overflow: 'rankAndCut' },
    { kind: 'tiers', tiers: [{ minScore: 8_000, rate: 8_000 }], overflow: 'scaleDown' },
    { kind: 'proportional', weightBy: 'request' },
    { kind: 'proportional', weightBy: 'scoreTimesRequest' },
    { kind: 'equalShares' },
    { kind: 'optimum', objectives: ['scoreTimesAmount', 'count'], amounts: { kind: 'indivisible' } },
  ])('of any other method is identical, and one euro more is named: %j', async (method) => {
    const bundle = await givenBundle({ method })
    expect((await verify(bundle)).isIdentical).toBe(true)
    lineOf(bundle, 'PE-2026-001').awardCents += 100
    const [, , , , result] = (await verify(bundle)).checks
    expect(result?.differences.map(({ at }) => at)).toEqual(['PE-2026-001 awardCents'])
  })

  it('with lots, quotas and locks is identical, and a fact that was changed is named', async () => {
    const files = { by: 'theme' as const, in: ['t2'] }
    const { envelope } = (await givenBundle()).rules
    const bundle = await givenBundle({
      envelope: { ...envelope, lots: [{ id: 'lot1', label: 'Lot', totalCents: 1_400_000, files }] },
      quotas: [{ id: 'q1', label: 'Reserve', files, measure: 'count', min: 2, priority: 1 }],
      locks: [{ number: 'PE-2026-003', award: { kind: 'out' }, reason: 'Withdraws by telephone' }],
    })
    expect((await verify(bundle)).isIdentical).toBe(true)
    expect(lineOf(bundle, 'PE-2026-003').reasons[0]?.code).toBe('locked-out')
    fileOf(bundle, 'PE-2026-004').facts!.theme = ['t2']
    const differences = (await verify(bundle)).checks.flatMap(({ differences: own }) => own.map(({ at }) => at))
    expect(differences).toContain('PE-2026-001 awardCents')
  })

  it('whose draw a public value is mixed into is identical, and another value or none is named', async () => {
    const [draw] = (await givenBundle()).rules.tieBreak
    if (draw?.by !== 'draw') throw new Error('no draw')
    const bundle = await givenBundle({ tieBreak: [{ ...draw, beacon: BEACON }] })
    expect((await verify(bundle)).isIdentical).toBe(true)
    bundle.draw!.beacon!.value = '3, 8, 22'
    const differences = async () =>
      (await verify(bundle)).checks.find(({ name }) => name === 'draw')?.differences.map(({ at }) => at)
    expect(await differences()).toEqual(Array.from({ length: 7 }, (_, index) => `PE-2026-00${index + 1} drawKey`))
    delete bundle.draw!.beacon
    expect(await differences()).toContain('beacon')
  })

  it('in which one mark changed by one point is told with the file, the criterion and the marks', async () => {
    const bundle = await givenBundle()
    bundle.evaluations[4]!.marks['worth']!.value! += 1
    const { checks } = await verify(bundle)
    expect(checks.find(({ name }) => name === 'scores')?.differences).toEqual([
      { at: 'PE-2026-003 worth', told: '80/1', found: '161/2', marks: 'e1 79, e2 82' },
      { at: 'PE-2026-003 score', told: '80/1', found: '161/2' },
    ])
  })

  it.each<[string, Change, Partial<Record<CheckName, string[]>>]>([
    [
      'a score',
      (bundle) => Object.assign(fileOf(bundle, 'PE-2026-005'), { score: '99/1' }),
      { fingerprints: ['snapshotSha256'], scores: ['PE-2026-005 score'] },
    ],
    [
      'an award',
      (bundle) => Object.assign(lineOf(bundle, 'PE-2026-002'), { awardCents: 1_100_000 }),
      { fingerprints: ['resultSha256'], result: ['PE-2026-002 awardCents'] },
    ],
    [
      'an award, with a fingerprint that fits it',
      (bundle) => {
        Object.assign(lineOf(bundle, 'PE-2026-002'), { awardCents: 1_100_000 })
        Object.assign(bundle, { resultSha256: fingerprintOf(bundle.result) })
      },
      { result: ['PE-2026-002 awardCents'] },
    ],
    [
      'a reason',
      (bundle) => Object.assign(lineOf(bundle, 'PE-2026-001').reasons[0]!, { code: 'below-threshold' }),
      { fingerprints: ['resultSha256'], result: ['PE-2026-001 reasons'] },
    ],
    [
      'the seed of the draw',
      (bundle) => Object.assign(bundle.draw!, { seedHex: 'ab'.repeat(32) }),
      { draw: ['seedCommitment', ...Array.from({ length: 7 }, (_, index) => `PE-2026-00${index + 1} drawKey`)] },
    ],
    [
      'the published rules',
      (bundle) => Object.assign(bundle, { publishedRulesSha256: 'ab'.repeat(32) }),
      { rules: ['rulesSha256'] },
    ],
    [
      'marks of a file that does not exist',
      (bundle) => bundle.evaluations.push({ number: 'PE-2026-099', evaluator: 'e1', marks: {} }),
      { scores: ['PE-2026-099 e1'] },
    ],
    [
      'a file that was left out',
      (bundle) => void bundle.result.lines.pop(),
      { fingerprints: ['resultSha256'], result: ['PE-2026-007', 'lines'] },
    ],
  ])('in which somebody changed %s names it', async (_, change, expected) => {
    expect(await differencesAfter(change)).toMatchObject(expected)
  })

  it('whose rules were run and are not those published says why, and stands', async () => {
    const bundle = {
      ...(await givenBundle()),
      publishedRulesSha256: 'ab'.repeat(32),
      departureReason: 'The council moved the cap',
    }
    const { isIdentical, checks } = await verify(bundle)
    expect(isIdentical).toBe(true)
    expect(checks[1]?.remarks).toMatchObject([{ at: 'The council moved the cap' }])
  })

  it('whose decisions depart from the computation says so, and stands: people decide', async () => {
    const bundle = await givenBundle()
    Object.assign(
      bundle.decisions.find(({ number }) => number === 'PE-2026-001')!,
      { amountCents: 900_000 },
    )
    const { isIdentical, checks } = await verify(bundle)
    expect(isIdentical).toBe(true)
    expect(checks.at(-1)?.remarks).toEqual([{ at: 'PE-2026-001', told: 'awarded 900000', found: 'awarded 1500000' }])
  })
})
