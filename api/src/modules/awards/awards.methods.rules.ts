import type { AwardRules } from '@progress-ess/shared/awards'
import { type Course, courseOf, fundedCountOf } from './awards.course.rules.ts'
import { type LeastEnvelope, leastEnvelopes } from './awards.envelopes.rules.ts'
import { equalWeights } from './awards.equal-shares.rules.ts'
import { Groups, isConstrained } from './awards.groups.rules.ts'
import { Purse } from './awards.purse.rules.ts'
import { proportionalWeights } from './awards.proportional.rules.ts'
import { quotaReasons } from './awards.quota-reasons.rules.ts'
import { leastNeed, rankAndCutManner, serve } from './awards.rank-and-cut.rules.ts'
import { leastSharedEnvelopes, serveShares, type WeightsOf } from './awards.sharers.rules.ts'
import { courseByTrying, envelopesByTrying, type Serve, type Way } from './awards.tries.rules.ts'
import { inTurn } from './awards.turns.rules.ts'
import { type RankedFile, type Reason, type Served, silent, type Tell } from './awards.types.rules.ts'

/** What a method makes of the ranked files, with what it takes to tell what else it would have made. */
export type Run = {
  readonly course: Course
  readonly envelopes: readonly LeastEnvelope[]
  /** By number: what a quota gave, or took. */
  readonly quotaReasons: ReadonlyMap<string, Reason>
}

const NO_REASONS: ReadonlyMap<string, Reason> = new Map()

/** `tellsFull`: whether an amount in full is looked for. */
type Manners = Way & { readonly tellsFull: boolean }
const IN_ORDER: Manners = {
  needOf: leastNeed,
  holdOf: ({ ceilingCents }) => ceilingCents,
  heldCents: ({ awardCents }) => awardCents,
  tellsFull: true,
}
const ALL_AT_ONCE: Manners = {
  needOf: ({ leastCents }) => leastCents,
  holdOf: ({ leastCents }) => leastCents,
  heldCents: ({ how, awardCents, entry }) => (how === 'locked-in' ? awardCents : entry.leastCents),
  tellsFull: false,
}

/** One after the other, until the money runs out. */
const inOrder = (rules: AwardRules, entries: readonly RankedFile[], tell: Tell): Run =>
  isConstrained(rules)
    ? constrained(rules, entries, IN_ORDER, tell, (own, ranked, groups, purse) =>
        inTurn(own, ranked, rankAndCutManner(own), groups, purse),
      )
    : {
        course: courseOf(rules, serve(rules, rules.envelope.totalCents, entries), leastNeed),
        envelopes: leastEnvelopes(rules, entries),
        quotaReasons: NO_REASONS,
      }

/** All at once, between their floors and their ceilings. */
const shared = (rules: AwardRules, entries: readonly RankedFile[], weights: WeightsOf, tell: Tell): Run =>
  isConstrained(rules)
    ? constrained(rules, entries, ALL_AT_ONCE, tell, (own, ranked, groups, purse) =>
        serveShares(own, ranked, weights, groups, purse),
      )
    : {
        course: courseOf(rules, serveShares(rules, entries, weights), ({ leastCents }) => leastCents),
        envelopes: leastSharedEnvelopes(rules, entries),
        quotaReasons: NO_REASONS,
      }

/** Under lots, quotas and locks: what else would have come is found by running again. */
function constrained(rules: AwardRules, entries: readonly RankedFile[], way: Manners, tell: Tell, serves: Serve): Run {
  const course = courseByTrying(rules, entries, serves, way)
  return {
    course,
    envelopes: envelopesByTrying(rules, entries, serves, way.tellsFull, tell),
    quotaReasons: quotaReasons(rules, entries, course.served, serves),
  }
}

/** A run whose turns were found elsewhere: what else would have come is not told. */
export const runOfTurns = (served: readonly Served[]): Run => ({
  course: { served, fundedCount: fundedCountOf(served), lastFundedPlace: () => null },
  envelopes: [],
  quotaReasons: NO_REASONS,
})

/** What the files of a method share by, when all are served at once; null when they are served one after the other. */
function weightsOf({ method }: AwardRules): WeightsOf | null {
  switch (method.kind) {
    case 'rankAndCut':
      return null
    case 'tiers':
      return method.overflow === 'rankAndCut' ? null : (sharers) => proportionalWeights('request', sharers)
    case 'proportional':
      return (sharers) => proportionalWeights(method.weightBy, sharers)
    case 'equalShares':
      return equalWeights
    case 'optimum':
      return null
  }
}

/** Runs the method of the rules on the ranked files. The optimum needs a solver (`computeScenario`), and gives nobody anything here. */
export function runMethod(rules: AwardRules, entries: readonly RankedFile[], tell: Tell = silent): Run {
  if (rules.method.kind === 'optimum') return runOfTurns([])
  const weights = weightsOf(rules)
  return weights === null ? inOrder(rules, entries, tell) : shared(rules, entries, weights, tell)
}

/** What a run serves, without what else it would have served: for whoever runs the rules a thousand times. */
export function serveMethod(rules: AwardRules, entries: readonly RankedFile[]): readonly Served[] {
  const weights = weightsOf(rules)
  if (!isConstrained(rules)) {
    return weights === null ? serve(rules, rules.envelope.totalCents, entries) : serveShares(rules, entries, weights)
  }
  const groups = new Groups(rules)
  const purse = new Purse(rules, groups)
  return weights === null
    ? inTurn(rules, entries, rankAndCutManner(rules), groups, purse)
    : serveShares(rules, entries, weights, groups, purse)
}
