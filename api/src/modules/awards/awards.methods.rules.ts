import type { AwardRules } from '@progress-ess/shared/awards'
import { type Course, courseOf } from './awards.course.rules.ts'
import { type LeastEnvelope, leastEnvelopes } from './awards.envelopes.rules.ts'
import { equalWeights } from './awards.equal-shares.rules.ts'
import { isConstrained } from './awards.groups.rules.ts'
import { proportionalWeights } from './awards.proportional.rules.ts'
import { quotaReasons } from './awards.quota-reasons.rules.ts'
import { leastNeed, rankAndCutManner, serve } from './awards.rank-and-cut.rules.ts'
import { leastSharedEnvelopes, serveShares, type WeightsOf } from './awards.sharers.rules.ts'
import { courseByTrying, envelopesByTrying, type Serve } from './awards.tries.rules.ts'
import { inTurn } from './awards.turns.rules.ts'
import type { RankedFile, Reason } from './awards.types.rules.ts'

/** What a method makes of the ranked files, with what it takes to tell what else it would have made. */
export type Run = {
  readonly course: Course
  readonly envelopes: readonly LeastEnvelope[]
  /** By number: what a quota gave, or took. */
  readonly quotaReasons: ReadonlyMap<string, Reason>
}

const NO_REASONS: ReadonlyMap<string, Reason> = new Map()

/** One after the other, until the money runs out. */
const inOrder = (rules: AwardRules, entries: readonly RankedFile[]): Run =>
  isConstrained(rules)
    ? constrained(rules, entries, true, (own, ranked, groups, purse) =>
        inTurn(own, ranked, rankAndCutManner(own), groups, purse),
      )
    : {
        course: courseOf(rules, serve(rules, rules.envelope.totalCents, entries), leastNeed),
        envelopes: leastEnvelopes(rules, entries),
        quotaReasons: NO_REASONS,
      }

/** All at once, between their floors and their ceilings. */
const shared = (rules: AwardRules, entries: readonly RankedFile[], weightsOf: WeightsOf): Run =>
  isConstrained(rules)
    ? constrained(rules, entries, false, (own, ranked, groups, purse) =>
        serveShares(own, ranked, weightsOf, groups, purse),
      )
    : {
        course: courseOf(rules, serveShares(rules, entries, weightsOf), ({ leastCents }) => leastCents),
        envelopes: leastSharedEnvelopes(rules, entries),
        quotaReasons: NO_REASONS,
      }

/** Under lots, quotas and locks: what else would have come is found by running again. */
function constrained(rules: AwardRules, entries: readonly RankedFile[], tellsFull: boolean, serves: Serve): Run {
  const course = courseByTrying(rules, entries, serves)
  return {
    course,
    envelopes: envelopesByTrying(rules, entries, serves, tellsFull),
    quotaReasons: quotaReasons(rules, entries, course.served, serves),
  }
}

/** Runs the method of the rules on the ranked files. */
export function runMethod(rules: AwardRules, entries: readonly RankedFile[]): Run {
  const { method } = rules
  switch (method.kind) {
    case 'rankAndCut':
      return inOrder(rules, entries)
    case 'tiers':
      return method.overflow === 'rankAndCut'
        ? inOrder(rules, entries)
        : shared(rules, entries, (sharers) => proportionalWeights('request', sharers))
    case 'proportional':
      return shared(rules, entries, (sharers) => proportionalWeights(method.weightBy, sharers))
    case 'equalShares':
      return shared(rules, entries, equalWeights)
  }
}
