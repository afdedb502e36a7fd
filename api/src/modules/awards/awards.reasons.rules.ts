import type { AwardMethod } from '@progress-ess/shared/awards'
import { displayCeiling, displayFraction, subtract } from '../../kit/fraction.rules.ts'
import { partialShareCents } from './awards.bounds.rules.ts'
import type { Course } from './awards.course.rules.ts'
import { decidingTieBreak, type Exclusion } from './awards.ranking.rules.ts'
import { rateOf, tierScore, tiersOf } from './awards.tiers.rules.ts'
import type { RankedFile, Reason, ScenarioInput, Served, ShareBy } from './awards.types.rules.ts'

/**
 * Why a ranked file has its amount: the deciding reason first, then the lost tie where one was the cause. `fundedPlace` is
 * the last place that would have funded it (`Course.lastFundedPlace`).
 */
export const reasonsOf = (
  input: ScenarioInput,
  course: Course,
  turn: Served,
  fundedPlace: number | null,
): readonly Reason[] => [
  ...lockReason(turn),
  turnReason(input, course, turn),
  ...tieReason(input, course, turn, fundedPlace),
]

/** A lock that put a file in, before what the method made of it. */
const lockReason = ({ how, held }: Served): Reason[] =>
  held === null || !('lock' in held) || how === 'locked-in' || how === 'locked-out'
    ? []
    : [{ code: 'locked-in', facts: { reason: held.lock.reason } }]

function turnReason(input: ScenarioInput, { fundedCount }: Course, turn: Served): Reason {
  const { entry, how, leftCents, awardCents, cutRank, sameAs, held, quota } = turn
  const { ceilingCents, limit, leastCents, file } = entry
  const shareBy = shareByOf(input.rules.method)
  switch (how) {
    case 'full':
      return limit === 'request'
        ? { code: 'funded', facts: { awardCents } }
        : { code: 'funded-capped', facts: { limit, ceilingCents, requestedCents: file.requestedCents } }
    case 'partial':
      return { code: 'funded-partial', facts: { leftCents, neededCents: ceilingCents } }
    case 'shared':
    case 'at-floor':
      return {
        code: how === 'shared' ? 'funded-share' : 'funded-at-floor',
        facts: { by: shareBy ?? 'equal', awardCents, ceilingCents, sharers: fundedCount },
      }
    case 'locked-in':
    case 'locked-out':
      return { code: how, facts: { reason: held !== null && 'lock' in held ? held.lock.reason : '' } }
    case 'in-part':
      return { code: 'funded-in-part', facts: { awardCents, ceilingCents } }
    case 'not-in-optimum':
      return { code: how, facts: turn.worth ?? { objective: 'amount', value: '0', withIt: null } }
    case 'quota-full':
      return {
        code: 'quota-full',
        facts: {
          quota: quota?.quota.id ?? '',
          label: quota?.quota.label ?? '',
          measure: quota?.quota.measure ?? 'count',
          max: quota?.quota.max ?? 0,
          neededCents: quota?.neededCents ?? 0,
        },
      }
    case 'same-organisation':
      return { code: 'same-organisation', facts: { number: sameAs } }
    case 'never-fits':
      return (
        belowTiers(input, entry) ?? {
          code: 'below-floor',
          facts: { leftCents, ceilingCents, floorCents: leastCents },
        }
      )
    case 'misfit':
    case 'after-cut':
      if (shareBy !== null) {
        return { code: 'floors-exhausted', facts: { leftCents, neededCents: leastCents, cutRank } }
      }
      return isHeldByFloor(input, turn)
        ? { code: 'below-floor', facts: { leftCents, ceilingCents, floorCents: leastCents } }
        : { code: 'envelope-exhausted', facts: { leftCents, neededCents: ceilingCents, cutRank } }
  }
}

/** In proportion to what the method shares the envelope; null where it serves one file after the other. */
function shareByOf(method: AwardMethod): ShareBy | null {
  switch (method.kind) {
    case 'rankAndCut':
    case 'optimum':
      return null
    case 'tiers':
      return method.overflow === 'scaleDown' ? 'tier' : null
    case 'proportional':
      return method.weightBy
    case 'equalShares':
      return 'equal'
  }
}

/** A score under the lowest tier gives a right to nothing. Missing points are rounded up, so that they never read 0. */
function belowTiers({ rules }: ScenarioInput, { score }: RankedFile): Reason | null {
  const lowest = tiersOf(rules.method).at(-1)
  if (lowest === undefined || rateOf(rules.method, score) > 0) return null
  const least = tierScore(lowest)
  return {
    code: 'below-tiers',
    facts: { leastScore: displayFraction(least, 2), missing: displayCeiling(subtract(least, score), 2) },
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
