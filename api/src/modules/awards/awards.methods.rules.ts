import type { AwardRules } from '@progress-ess/shared/awards'
import { type Course, courseOf } from './awards.course.rules.ts'
import { type LeastEnvelope, leastEnvelopes } from './awards.envelopes.rules.ts'
import { equalWeights } from './awards.equal-shares.rules.ts'
import { proportionalWeights } from './awards.proportional.rules.ts'
import { serve } from './awards.rank-and-cut.rules.ts'
import { leastSharedEnvelopes, serveShares, type WeightsOf } from './awards.sharers.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

/** What a method makes of the ranked files, with what it takes to tell what else it would have made. */
export type Run = { readonly course: Course; readonly envelopes: readonly LeastEnvelope[] }

/** One after the other, until the money runs out. */
const inTurn = (rules: AwardRules, entries: readonly RankedFile[]): Run => ({
  course: courseOf(
    rules,
    serve(rules, rules.envelope.totalCents, entries),
    ({ partialCents, ceilingCents }) => partialCents ?? ceilingCents,
  ),
  envelopes: leastEnvelopes(rules, entries),
})

/** All at once, between their floors and their ceilings. */
const shared = (rules: AwardRules, entries: readonly RankedFile[], weightsOf: WeightsOf): Run => ({
  course: courseOf(rules, serveShares(rules, entries, weightsOf), ({ leastCents }) => leastCents),
  envelopes: leastSharedEnvelopes(rules, entries),
})

/** Runs the method of the rules on the ranked files. */
export function runMethod(rules: AwardRules, entries: readonly RankedFile[]): Run {
  const { method } = rules
  switch (method.kind) {
    case 'rankAndCut':
      return inTurn(rules, entries)
    case 'tiers':
      return method.overflow === 'rankAndCut'
        ? inTurn(rules, entries)
        : shared(rules, entries, (sharers) => proportionalWeights('request', sharers))
    case 'proportional':
      return shared(rules, entries, (sharers) => proportionalWeights(method.weightBy, sharers))
    case 'equalShares':
      return shared(rules, entries, equalWeights)
  }
}
