import { compare, displayFraction, type Fraction, subtract } from '../../kit/fraction.rules.ts'
import { serve, type Served } from './awards.allocation.rules.ts'
import { leastEnvelope, leastScore, paidBefore } from './awards.counterfactual.rules.ts'
import { breakTie, ceilingOf, type Exclusion, exclusionOf, rankFiles } from './awards.ranking.rules.ts'
import { ENGINE_VERSION, type Outcome, type Reason, type ScenarioInput, type ScoredFile } from './awards.types.rules.ts'

type TextScore = { readonly numerator: string; readonly denominator: string; readonly display: string }

export type ResultLine = {
  readonly id: string
  readonly number: string
  readonly rank: number | null
  readonly score: TextScore | null
  readonly requestedCents: number
  readonly ceilingCents: number
  readonly awardCents: number
  readonly outcome: Outcome
  readonly reserveRank: number | null
  readonly reasons: readonly Reason[]
  readonly counterfactual: {
    readonly leastEnvelopeCents: number | null
    readonly leastEnvelopeInFullCents: number | null
    readonly leastScore: TextScore | null
  } | null
}

export type ScenarioResult = {
  readonly engineVersion: string
  readonly totals: {
    readonly envelopeCents: number
    readonly awardedCents: number
    readonly leftCents: number
    readonly fundedCount: number
    readonly rankedCount: number
    readonly requestedCents: number
  }
  readonly lines: readonly ResultLine[]
}

export const toText = (score: Fraction): TextScore => ({
  numerator: score.num.toString(),
  denominator: score.den.toString(),
  display: displayFraction(score, 2),
})

/**
 * Runs award rules on scored files. Pure and total: the same input in any order gives the same lines, in the order of
 * service, then the files that take no part by number. Every amount is in cents, every score exact.
 */
export function runScenario(input: ScenarioInput): ScenarioResult {
  const entries = rankFiles(input)
  const served = serve(input.rules, input.rules.envelope.totalCents, entries)
  const before = paidBefore(input, entries)
  const reserve = reserveRanks(input, served)
  const ranked = served.map((turn, place) => toRankedLine(input, served, turn, place, before, reserve))
  const others = input.files
    .filter((file) => exclusionOf(input, file) !== null)
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .map((file) => toExcludedLine(input, served, file))
  const awardedCents = served.reduce((total, { awardCents }) => total + awardCents, 0)
  const { totalCents } = input.rules.envelope
  return {
    engineVersion: ENGINE_VERSION,
    totals: {
      envelopeCents: totalCents,
      awardedCents,
      leftCents: totalCents - awardedCents,
      fundedCount: served.filter(({ awardCents }) => awardCents > 0).length,
      rankedCount: served.length,
      requestedCents: input.files.reduce((total, { requestedCents }) => total + requestedCents, 0),
    },
    lines: [...ranked, ...others],
  }
}

/** Files that only the envelope keeps out, in the order of service. */
function reserveRanks({ rules }: ScenarioInput, served: readonly Served[]): ReadonlyMap<string, number> {
  const waiting = served.filter(({ how }) => how === 'misfit' || how === 'after-cut')
  const size = rules.reserve.size ?? waiting.length
  return new Map(waiting.slice(0, size).map(({ entry }, index) => [entry.file.id, index + 1]))
}

function toRankedLine(
  input: ScenarioInput,
  served: readonly Served[],
  turn: Served,
  place: number,
  before: readonly (number | null)[],
  reserve: ReadonlyMap<string, number>,
): ResultLine {
  const { entry, awardCents } = turn
  const reserveRank = reserve.get(entry.file.id) ?? null
  const isWhole = turn.how === 'full'
  const entries = served.map((line) => line.entry)
  const envelope = isWhole ? null : leastEnvelope(input, entries, before, place)
  const score = isWhole || awardCents > 0 ? null : leastScore(input, served, entry.file)
  return {
    id: entry.file.id,
    number: entry.file.number,
    rank: entry.rank,
    score: toText(entry.score),
    requestedCents: entry.file.requestedCents,
    ceilingCents: entry.ceilingCents,
    awardCents,
    outcome: awardCents > 0 ? 'funded' : reserveRank === null ? 'refused' : 'reserve',
    reserveRank,
    reasons: [...mainReasons(turn), ...tieReason(input, served, turn)],
    counterfactual:
      envelope === null
        ? null
        : {
            leastEnvelopeCents: envelope.anyCents,
            leastEnvelopeInFullCents: envelope.inFullCents,
            leastScore: score === null ? null : toText(score),
          },
  }
}

function mainReasons({ how, entry, leftCents, awardCents, sameAs }: Served): Reason[] {
  const { ceilingCents, limit, leastCents, file } = entry
  const capped: Reason = {
    code: 'funded-capped',
    facts: { limit, ceilingCents, requestedCents: file.requestedCents },
  }
  switch (how) {
    case 'full':
      return limit === 'request' ? [{ code: 'funded', facts: { awardCents } }] : [capped]
    case 'partial':
      return [{ code: 'funded-partial', facts: { leftCents, neededCents: ceilingCents } }]
    case 'misfit':
    case 'after-cut':
      return [{ code: 'envelope-exhausted', facts: { leftCents, neededCents: ceilingCents } }]
    case 'below-floor':
      return [{ code: 'below-floor', facts: { ceilingCents, floorCents: leastCents } }]
    case 'same-organisation':
      return [{ code: 'same-organisation', facts: { number: sameAs } }]
  }
}

/** A file out of money whose score equals that of a funded one lost on a tie-break: which, and its place in the tie. */
function tieReason({ rules }: ScenarioInput, served: readonly Served[], turn: Served): Reason[] {
  if (turn.awardCents > 0) return []
  const tied = served.filter(({ entry }) => compare(entry.score, turn.entry.score) === 0)
  const winner = tied.findLast(({ awardCents }) => awardCents > 0)
  if (winner === undefined) return []
  const broken = breakTie(rules, winner.entry.file, turn.entry.file)
  return [{ code: 'lost-tie', facts: { by: broken?.by ?? 'number', place: tied.indexOf(turn) + 1, of: tied.length } }]
}

function toExcludedLine(input: ScenarioInput, served: readonly Served[], file: ScoredFile): ResultLine {
  const exclusion = exclusionOf(input, file)
  const score = leastScore(input, served, file)
  const isOutOfState = file.state !== 'admissible'
  return {
    id: file.id,
    number: file.number,
    rank: null,
    score: file.score === null ? null : toText(file.score),
    requestedCents: file.requestedCents,
    ceilingCents: ceilingOf(input.rules, file).ceilingCents,
    awardCents: 0,
    outcome: isOutOfState ? file.state : 'refused',
    reserveRank: null,
    reasons: exclusion === null ? [] : [toReason(exclusion, file)],
    counterfactual: isOutOfState
      ? null
      : { leastEnvelopeCents: null, leastEnvelopeInFullCents: null, leastScore: score === null ? null : toText(score) },
  }
}

function toReason(exclusion: Exclusion, file: ScoredFile): Reason {
  switch (exclusion.code) {
    case 'eliminated':
      return { code: 'eliminated', facts: { criterion: exclusion.criterion } }
    case 'below-threshold':
      return {
        code: 'below-threshold',
        facts: {
          threshold: displayFraction(exclusion.threshold, 2),
          missing: file.score === null ? null : displayFraction(subtract(exclusion.threshold, file.score), 2),
        },
      }
    case 'inadmissible':
    case 'withdrawn':
    case 'not-evaluated':
      return { code: exclusion.code, facts: {} }
  }
}
