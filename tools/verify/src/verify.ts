import { createHash } from 'node:crypto'
import type { VerificationBundle } from '@progress-ess/shared/awards'
import type { Marks } from '@progress-ess/shared/evaluations'
import { canonicalJson, fingerprintOf } from '../../../api/src/kit/canonical.ts'
import { commitmentOf, drawKeyOf, mixedSeed } from '../../../api/src/modules/awards/awards.draw.ts'
import { drawOf } from '../../../api/src/modules/awards/awards.ranking.rules.ts'
import { computeScenario } from '../../../api/src/modules/awards/awards.compute.ts'
import type { Solver } from '../../../api/src/solver/programme.rules.ts'
import { type Snapshot, toInput, toSnapshotScore } from '../../../api/src/modules/awards/snapshot.rules.ts'
import { rankedScore, scoreOfFile } from '../../../api/src/modules/evaluations/evaluations.scores.rules.ts'

export type CheckName = 'fingerprints' | 'rules' | 'draw' | 'scores' | 'result' | 'decisions'

/** One difference: where it is, what the bundle says and what comes out here. */
export type Difference = {
  readonly at: string
  readonly told: string
  readonly found: string
  /** The marks that were counted, where that helps. */
  readonly marks?: string
}

export type Check = {
  readonly name: CheckName
  readonly differences: readonly Difference[]
  /** What is not a fault, and worth knowing. */
  readonly remarks: readonly { readonly at: string; readonly told: string; readonly found: string }[]
}

export type Verdict = { readonly isIdentical: boolean; readonly checks: readonly Check[] }

type File = Snapshot['files'][number]
const show = (value: unknown): string => (typeof value === 'string' ? value : canonicalJson(value ?? null))
const differ = (at: string, told: unknown, found: unknown): Difference[] =>
  show(told) === show(found) ? [] : [{ at, told: show(told), found: show(found) }]
const check = (name: CheckName, differences: readonly Difference[], remarks: Check['remarks'] = []): Check => ({
  name,
  differences,
  remarks,
})

function checkFingerprints(bundle: VerificationBundle): Check {
  const { rules, snapshot, result } = bundle
  return check('fingerprints', [
    ...differ('rulesSha256', bundle.rulesSha256, fingerprintOf(rules)),
    ...differ('snapshotSha256', bundle.snapshotSha256, fingerprintOf(snapshot)),
    ...differ('resultSha256', bundle.resultSha256, fingerprintOf(result)),
  ])
}

/** The rules that were run are those that were published with the call, or a reason says why not. */
function checkRules({ rulesSha256, publishedRulesSha256, departureReason }: VerificationBundle): Check {
  const differences = differ('rulesSha256', publishedRulesSha256, rulesSha256)
  if (departureReason === null) return check('rules', differences)
  return check(
    'rules',
    [],
    differences.map((one) => ({ ...one, at: departureReason })),
  )
}

const mixed = ({ seedHex, beacon }: NonNullable<VerificationBundle['draw']>): string =>
  beacon === undefined ? seedHex : mixedSeed(seedHex, beacon.value)

/** The seed is the one that was committed to, and every file has the place in the draw that it gives. */
function checkDraw({ rules, draw, snapshot }: VerificationBundle): Check {
  const { seedCommitment = null, beacon = null } = drawOf(rules) ?? {}
  const seedHex = draw === null ? null : mixed(draw)
  const keyOf = ({ number }: File): string => (seedHex === null ? '' : drawKeyOf(seedHex, number))
  const named = draw?.beacon === undefined ? null : { source: draw.beacon.source, at: draw.beacon.at }
  return check('draw', [
    ...differ('seedCommitment', seedCommitment, draw === null ? null : commitmentOf(draw.seedHex)),
    ...differ('beacon', beacon === null ? null : { source: beacon.source, at: beacon.at }, named),
    ...snapshot.files.flatMap((file) => differ(`${file.number} drawKey`, file.drawKey, keyOf(file))),
  ])
}

const toMarks = (marks: VerificationBundle['evaluations'][number]['marks']): Marks =>
  Object.fromEntries(Object.entries(marks).map(([id, mark]) => [id, { ...mark, comment: null }]))

/** The marks give each file the scores that the rules were run on. */
function checkScores({ grid, evaluations, snapshot }: VerificationBundle): Check {
  const differencesOf = (file: File): Difference[] => {
    const own = evaluations.filter(({ number }) => number === file.number)
    const scored = scoreOfFile(
      grid,
      own.map(({ marks }) => toMarks(marks)),
    )
    const found = toSnapshotScore(scored, (score) => rankedScore(grid, score))
    const marksOf = (criterionId: string): string =>
      own.map(({ evaluator, marks }) => `${evaluator} ${show(marks[criterionId]?.value)}`).join(', ')
    return [
      ...grid.criteria.flatMap(({ id }) =>
        differ(`${file.number} ${id}`, file.criterionMeans[id], found.criterionMeans[id]).map((one) => ({
          ...one,
          marks: marksOf(id),
        })),
      ),
      ...differ(`${file.number} score`, file.score, found.score),
      ...differ(`${file.number} eliminatedBy`, file.eliminatedBy, found.eliminatedBy),
    ]
  }
  const known = new Set(snapshot.files.map(({ number }) => number))
  const strangers = evaluations.filter(({ number }) => !known.has(number))
  return check('scores', [
    ...snapshot.files.flatMap(differencesOf),
    ...strangers.map(({ number, evaluator }) => ({
      at: `${number} ${evaluator}`,
      told: 'marks',
      found: 'no such file',
    })),
  ])
}

const FIELDS = [
  'rank',
  'score',
  'ceilingCents',
  'limit',
  'awardCents',
  'outcome',
  'reserveRank',
  'reasons',
  'counterfactual',
] as const

/** The rules, run here on the same snapshot, give the same result to the byte. */
async function checkResult({ rules, grid, snapshot, result }: VerificationBundle, solverOf: SolverOf): Promise<Check> {
  const computed = await computeScenario(toInput(rules, grid, snapshot), solverOf)
  if (!computed.ok) return check('result', [{ at: 'result', told: 'a result', found: computed.code }])
  const found = computed.result
  const told = new Map(result.lines.map((line) => [line.number, line]))
  const differences = [
    ...differ('engineVersion', result.engineVersion, found.engineVersion),
    ...differ('totals', result.totals, found.totals),
    ...found.lines.flatMap((line) => {
      const other = told.get(line.number)
      if (other === undefined) return differ(line.number, 'no line', line.outcome)
      return FIELDS.flatMap((field) => differ(`${line.number} ${field}`, other[field], line[field]))
    }),
    ...differ(
      'lines',
      result.lines.map(({ number }) => number),
      found.lines.map(({ number }) => number),
    ),
  ]
  // Whatever else there may be: the whole, byte by byte.
  return check(
    'result',
    differences.length > 0 ? differences : differ('result', fingerprintOf(result), fingerprintOf(found)),
  )
}

/** People decide: where they departed from the computation is shown, and is no fault of it. */
function checkDecisions({ decisions, result }: VerificationBundle): Check {
  const lines = new Map(result.lines.map((line) => [line.number, line]))
  const remarks = decisions.flatMap(({ number, outcome, amountCents }) => {
    const line = lines.get(number)
    if (line === undefined) return [{ at: number, told: outcome, found: 'no line' }]
    const computed = line.awardCents > 0 ? `awarded ${line.awardCents}` : line.outcome
    const decided = outcome === 'awarded' ? `awarded ${amountCents ?? 0}` : outcome
    return computed === decided ? [] : [{ at: number, told: decided, found: computed }]
  })
  return check('decisions', [], remarks)
}

/** Only the optimum needs one: it comes as a package of its own. */
type SolverOf = () => Promise<Solver>
const highs: SolverOf = async () => (await import('../../../api/src/solver/highs.ts')).highsSolver()

/** Computes everything again. Throws on a bundle that is not of the declared shape. */
export async function verify(bundle: VerificationBundle, solverOf = highs): Promise<Verdict> {
  const checks = [
    checkFingerprints(bundle),
    checkRules(bundle),
    checkDraw(bundle),
    checkScores(bundle),
    await checkResult(bundle, solverOf),
    checkDecisions(bundle),
  ]
  return { isIdentical: checks.every(({ differences }) => differences.length === 0), checks }
}

/** SHA-256 of the file itself, to say which one was read. */
export const fingerprintOfText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
