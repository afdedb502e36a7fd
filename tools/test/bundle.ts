import type { AwardRules, VerificationBundle } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { fingerprintOf } from '../../api/src/kit/canonical.ts'
import { commitmentOf, drawKeyOf, mixedSeed } from '../../api/src/modules/awards/awards.draw.ts'
import { computeScenario } from '../../api/src/modules/awards/awards.compute.ts'
import { highsSolver } from '../../api/src/solver/highs.ts'
import { factsOf, namedFacts, type Snapshot, toInput } from '../../api/src/modules/awards/snapshot.rules.ts'

const EURO = 100
const SEED = '00112233445566778899aabbccddeeff'.repeat(2)
const CALL = '01900000-0000-7000-8000-000000000000'

/** A public value that rules may mix into the draw. */
export const BEACON = { source: 'A lottery', at: '2026-02-01T20:00:00.000Z', fallback: 'The next one' }
const VALUE = '3, 8, 21'

const grid: Grid = {
  criteria: [
    { id: 'worth', label: 'Worth', weight: 100, scale: { min: 0, max: 100, step: 1 }, levels: [], naAllowed: false },
  ],
  na: 'renormalise',
  minEvaluations: 2,
  combine: 'mean',
  threshold: 5000,
  rankOn: { value: 'exact' },
}

const RULES: AwardRules = {
  schemaVersion: 1,
  envelope: { totalCents: 40_000 * EURO, roundToCents: EURO },
  amount: { capCents: 15_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 },
  method: { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } },
  tieBreak: [{ by: 'draw', seedCommitment: commitmentOf(SEED) }],
  perOrganisation: { max: 1 },
  reserve: { size: null, offerDays: 15 },
}

/** The fixture of docs/award-rules.md: number, the marks of two evaluators, euros, organisation. */
const FILES = [
  ['PE-2026-001', 92, 88, 15_000, 'o1'],
  ['PE-2026-002', 85, 85, 12_000, 'o2'],
  ['PE-2026-003', 78, 82, 10_000, 'o3'],
  ['PE-2026-004', 81, 79, 6_000, 'o4'],
  ['PE-2026-005', 75, 75, 5_000, 'o5'],
  ['PE-2026-006', 60, 60, 8_000, 'o1'],
  ['PE-2026-007', 45, 45, 4_000, 'o6'],
] as const

/** The bundle of a published call, as the service would give it. */
export async function givenBundle(change: Partial<AwardRules> = {}): Promise<VerificationBundle> {
  const rules = { ...RULES, ...change }
  const isMixed = rules.tieBreak.some((one) => one.by === 'draw' && one.beacon !== undefined)
  const snapshot: Snapshot = {
    callId: CALL,
    files: FILES.map(([number, one, two, euros, organisationKey]) => ({
      number,
      organisationKey,
      state: 'admissible',
      requestedCents: euros * EURO,
      budgetCents: 40_000 * EURO,
      completePlace: 0,
      isNeverFunded: false,
      ...factsOf(namedFacts(rules), {
        themes: [`t${euros % 3_000 === 0 ? 1 : 2}`],
        communeCode: '92050',
        family: 'company',
      }),
      score: `${(one + two) / 2}/1`,
      criterionMeans: { worth: `${(one + two) / 2}/1` },
      eliminatedBy: null,
      drawKey: drawKeyOf(isMixed ? mixedSeed(SEED, VALUE) : SEED, number),
    })),
  }
  const computed = await computeScenario(toInput(rules, grid, snapshot), highsSolver)
  if (!computed.ok) throw new Error(computed.code)
  const { result } = computed
  const mark = (value: number) => ({ worth: { value, isNotApplicable: false } })
  // Through JSON, as it comes over the wire.
  return JSON.parse(
    JSON.stringify({
      bundleVersion: 1,
      callId: CALL,
      callCode: 'PE9',
      callTitle: 'Un appel inventé',
      publishedAt: '2026-03-01T10:00:00.000Z',
      engineVersion: result.engineVersion,
      publishedRulesSha256: fingerprintOf(rules),
      departureReason: null,
      grid,
      rules,
      draw: {
        seedCommitment: commitmentOf(SEED),
        seedHex: SEED,
        ...(isMixed ? { beacon: { source: BEACON.source, at: BEACON.at, value: VALUE, isFallback: false } } : {}),
      },
      evaluations: FILES.flatMap(([number, one, two]) => [
        { number, evaluator: 'e1', marks: mark(one) },
        { number, evaluator: 'e2', marks: mark(two) },
      ]),
      snapshot,
      result,
      decisions: result.lines.map(({ number, awardCents, outcome }) => ({
        number,
        outcome: awardCents > 0 ? 'awarded' : outcome,
        amountCents: awardCents > 0 ? awardCents : null,
      })),
      rulesSha256: fingerprintOf(rules),
      snapshotSha256: fingerprintOf(snapshot),
      resultSha256: fingerprintOf(result),
      isDemo: true,
    }),
  ) as VerificationBundle
}
