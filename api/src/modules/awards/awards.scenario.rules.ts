import type { AwardRules } from '@progress-ess/shared/awards'
import { displayFraction, type Fraction } from '../../kit/fraction.rules.ts'
import { boundsOf } from './awards.bounds.rules.ts'
import { leastScoreOf } from './awards.counterfactual.rules.ts'
import type { Course } from './awards.course.rules.ts'
import type { LeastEnvelope } from './awards.envelopes.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import { type Run, runMethod } from './awards.methods.rules.ts'
import { byNumber, type Exclusion, exclusionOf, rankFiles } from './awards.ranking.rules.ts'
import { exclusionReason, reasonsOf } from './awards.reasons.rules.ts'
import {
  type Counterfactual,
  engineVersionOf,
  type ResultLine,
  type ScenarioInput,
  type ScenarioResult,
  type ScoredFile,
  type Served,
  silent,
  type Tell,
  type TextScore,
} from './awards.types.rules.ts'

export type { ResultLine, ScenarioResult } from './awards.types.rules.ts'

/** Exact in text, with `decimals` for display. */
export const toText = (score: Fraction, decimals = 2): TextScore => ({
  numerator: score.num.toString(),
  denominator: score.den.toString(),
  display: displayFraction(score, decimals),
})

/**
 * Runs award rules on scored files. Pure and total: the same input in any order gives the same lines, in the order of
 * service, then the files that take no part by number. Every amount is in cents, every score exact.
 */
export function runScenario(input: ScenarioInput, tell: Tell = silent): ScenarioResult {
  return resultOf(input, runMethod(input.rules, rankFiles(input), tell), undefined, tell)
}

/** What a run gives, in lines and totals. */
export function resultOf(
  input: ScenarioInput,
  run: Run,
  optimum?: ScenarioResult['totals']['optimum'],
  tell: Tell = silent,
): ScenarioResult {
  const { rules, files } = input
  const { totalCents } = rules.envelope
  const { course } = run
  const { served, fundedCount } = course
  const reserve = reserveRanks(input, served)
  const awardedCents = served.reduce((total, { awardCents }) => total + awardCents, 0)
  return {
    engineVersion: engineVersionOf(rules),
    totals: {
      envelopeCents: totalCents,
      awardedCents,
      leftCents: totalCents - awardedCents,
      fundedCount,
      rankedCount: served.length,
      requestedCents: files.reduce((total, { requestedCents }) => total + requestedCents, 0),
      ...groupTotals(rules, served),
      ...(optimum === undefined ? {} : { optimum }),
    },
    lines: [
      ...served.map((turn, place) => {
        tell('lines', place, served.length)
        return toRankedLine(input, run, turn, run.envelopes[place], reserve)
      }),
      ...[...files].sort(byNumber).flatMap((file) => {
        const exclusion = exclusionOf(input, file)
        return exclusion === null ? [] : [toExcludedLine(input, course, file, exclusion)]
      }),
    ],
  }
}

/** Files that only the envelope keeps out, in the order of service; as many as the rules keep. */
function reserveRanks({ rules }: ScenarioInput, served: readonly Served[]): ReadonlyMap<string, number> {
  const waiting = served.filter(({ how }) => how === 'misfit' || how === 'after-cut' || how === 'not-in-optimum')
  const kept = waiting.slice(0, rules.reserve.size ?? waiting.length)
  return new Map(kept.map(({ entry }, index) => [entry.file.number, index + 1]))
}

/** What the lots of the rules give and where its quotas stand; nothing without any. */
function groupTotals(rules: AwardRules, served: readonly Served[]): Pick<ScenarioResult['totals'], 'lots' | 'quotas'> {
  const { quotas } = rules
  const { lots } = rules.envelope
  if (lots === undefined && quotas === undefined) return {}
  const groups = new Groups(rules)
  const funded = served.filter(({ awardCents }) => awardCents > 0)
  const centsOf = (turns: readonly Served[]): number => turns.reduce((total, { awardCents }) => total + awardCents, 0)
  const lotTotals = lots?.map(({ id, totalCents }, index) => {
    const own = funded.filter(({ entry }) => groups.potOf(entry.file) === index + 1)
    return { id, totalCents, awardedCents: centsOf(own), fundedCount: own.length }
  })
  const quotaStates = quotas?.map(({ id, measure, min }, index) => {
    const own = funded.filter(({ entry }) => groups.quotasOf(entry.file).includes(index))
    const reached = measure === 'count' ? own.length : centsOf(own)
    return { id, reached, isMet: min === undefined || reached >= min }
  })
  return {
    ...(lotTotals === undefined ? {} : { lots: lotTotals }),
    ...(quotaStates === undefined ? {} : { quotas: quotaStates }),
  }
}

function toRankedLine(
  input: ScenarioInput,
  { course, quotaReasons }: Run,
  turn: Served,
  envelope: LeastEnvelope | undefined,
  reserve: ReadonlyMap<string, number>,
): ResultLine {
  const { entry, awardCents, how } = turn
  const { file, rank, ceilingCents, limit } = entry
  const reserveRank = reserve.get(file.number) ?? null
  const quotaReason = quotaReasons.get(file.number)
  const fundedPlace = awardCents > 0 ? null : course.lastFundedPlace(file, entry)
  return {
    number: file.number,
    rank,
    score: toText(entry.score),
    requestedCents: file.requestedCents,
    ceilingCents,
    limit,
    awardCents,
    outcome: awardCents > 0 ? 'funded' : reserveRank === null ? 'refused' : 'reserve',
    reserveRank,
    reasons: [...(quotaReason === undefined ? [] : [quotaReason]), ...reasonsOf(input, course, turn, fundedPlace)],
    counterfactual:
      how === 'full' || how === 'locked-in' || how === 'locked-out' || input.rules.method.kind === 'optimum'
        ? null
        : counterfactualOf(input, awardCents > 0 ? null : leastScoreOf(input, course, file), envelope),
  }
}

/** A file out of the ranking has no place, so that no envelope funds it; where its score is the question, one may. */
function toExcludedLine(input: ScenarioInput, course: Course, file: ScoredFile, exclusion: Exclusion): ResultLine {
  const bounds = boundsOf(input.rules, file)
  const isScoreTheQuestion = exclusion.code === 'below-threshold' || exclusion.code === 'not-evaluated'
  const score = isScoreTheQuestion ? leastScoreOf(input, course, file) : null
  return {
    number: file.number,
    rank: null,
    score: file.score === null ? null : toText(file.score),
    requestedCents: file.requestedCents,
    ceilingCents: bounds.ceilingCents,
    limit: bounds.limit,
    awardCents: 0,
    outcome: file.state === 'admissible' ? 'refused' : file.state,
    reserveRank: null,
    reasons: [exclusionReason(exclusion)],
    counterfactual:
      file.state === 'admissible' && input.rules.method.kind !== 'optimum' ? counterfactualOf(input, score) : null,
  }
}

/** `score` is the least that funds the file, null when none would or when it is funded already. */
const counterfactualOf = (input: ScenarioInput, score: Fraction | null, envelope?: LeastEnvelope): Counterfactual => ({
  leastEnvelopeCents: envelope?.anyCents ?? null,
  leastEnvelopeInFullCents: envelope?.inFullCents ?? null,
  leastScore: score === null ? null : toText(score, Math.max(2, input.decimals)),
  ...(envelope?.searchedToCents === undefined ? {} : { searchedToCents: envelope.searchedToCents }),
})
