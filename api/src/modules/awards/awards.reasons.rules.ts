import { displayCeiling, displayFraction, subtract } from '../../kit/fraction.rules.ts'
import { partialShareCents } from './awards.bounds.rules.ts'
import type { Course } from './awards.counterfactual.rules.ts'
import { decidingTieBreak, type Exclusion } from './awards.ranking.rules.ts'
import type { Reason, ScenarioInput, Served } from './awards.types.rules.ts'

/**
 * Why a ranked file has its amount: the deciding reason first, then the lost tie where one was the cause. `fundedPlace` is
 * the last place that would have funded it (`lastFundedPlace`).
 */
export const reasonsOf = (
  input: ScenarioInput,
  course: Course,
  turn: Served,
  fundedPlace: number | null,
): readonly Reason[] => [turnReason(input, turn), ...tieReason(input, course, turn, fundedPlace)]

function turnReason(input: ScenarioInput, turn: Served): Reason {
  const { entry, how, leftCents, awardCents, cutRank, sameAs } = turn
  const { ceilingCents, limit, leastCents, file } = entry
  switch (how) {
    case 'full':
      return limit === 'request'
        ? { code: 'funded', facts: { awardCents } }
        : { code: 'funded-capped', facts: { limit, ceilingCents, requestedCents: file.requestedCents } }
    case 'partial':
      return { code: 'funded-partial', facts: { leftCents, neededCents: ceilingCents } }
    case 'same-organisation':
      return { code: 'same-organisation', facts: { number: sameAs } }
    case 'never-fits':
      return { code: 'below-floor', facts: { leftCents, ceilingCents, floorCents: leastCents } }
    case 'misfit':
    case 'after-cut':
      return isHeldByFloor(input, turn)
        ? { code: 'below-floor', facts: { leftCents, ceilingCents, floorCents: leastCents } }
        : { code: 'envelope-exhausted', facts: { leftCents, neededCents: ceilingCents, cutRank } }
  }
}

/** Whether what was left would have made a partial award, had it not been under the floor. */
function isHeldByFloor({ rules }: ScenarioInput, { how, entry, leftCents }: Served): boolean {
  const share = partialShareCents(rules, entry.file.requestedCents)
  return how === 'misfit' && share !== null && leftCents >= share && leftCents < entry.leastCents
}

/**
 * A file without money lost a tie when a better place among the files of its own score would have funded it. The file at
 * the last such place is the one that it lost against, by the first tie-break that tells the two apart.
 */
function tieReason(input: ScenarioInput, { served }: Course, turn: Served, fundedPlace: number | null): Reason[] {
  const winner = fundedPlace === null ? undefined : served[fundedPlace]?.entry
  if (turn.awardCents > 0 || winner?.rank !== turn.entry.rank) return []
  const tied = served.filter(({ entry }) => entry.rank === turn.entry.rank)
  const decisive = decidingTieBreak(input.rules, winner.file, turn.entry.file)
  return [
    {
      code: 'lost-tie',
      facts: {
        by: decisive?.by ?? 'number',
        criterion: decisive?.by === 'criterion' ? decisive.criterionId : null,
        place: tied.indexOf(turn) + 1,
        of: tied.length,
      },
    },
  ]
}

/** Why a file stays out of the ranking. Missing points are rounded up, so that they never read 0. */
export function exclusionReason(exclusion: Exclusion): Reason {
  switch (exclusion.code) {
    case 'eliminated':
      return { code: 'eliminated', facts: { criterion: exclusion.criterion } }
    case 'below-threshold':
      return {
        code: 'below-threshold',
        facts: {
          threshold: displayFraction(exclusion.threshold, 2),
          missing: displayCeiling(subtract(exclusion.threshold, exclusion.score), 2),
        },
      }
    case 'inadmissible':
    case 'withdrawn':
    case 'not-evaluated':
      return { code: exclusion.code, facts: {} }
  }
}
