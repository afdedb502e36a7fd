import type { AwardMethod, AwardRules, CeilingLimit, RankAndCut } from '@progress-ess/shared/awards'
import { rateOf } from './awards.tiers.rules.ts'
import type { Bounds, ScoredFile } from './awards.types.rules.ts'

/** What bounds an award: what was asked, the budget, and under tiers the score. */
type Asked = Pick<ScoredFile, 'requestedCents' | 'budgetCents'> & Partial<Pick<ScoredFile, 'score'>>

/** Rounded down to a multiple of `unit`, in cents. */
export const roundDown = (cents: number, unit: number): number => cents - (cents % unit)

const roundUp = (cents: number, unit: number): number => roundDown(cents + unit - 1, unit)

/** A share of an amount, in whole cents. Products of cents and rates pass 2^53: hence bigint. */
const portionOf = (cents: number, bp: number): number => Number((BigInt(cents) * BigInt(bp)) / 10_000n)

/** The share of the budget that the rules allow, in whole cents. */
export const shareLimitCents = ({ amount }: AwardRules, budgetCents: number): number =>
  portionOf(budgetCents, amount.maxShareOfBudget)

/** What a file may get at the most: min(asked, rate × asked, cap, share × budget), rounded down, and what bound it. */
export function ceilingOf(rules: AwardRules, file: Asked): { ceilingCents: number; limit: CeilingLimit } {
  const bounds: [CeilingLimit, number][] = [
    ['request', file.requestedCents],
    ['tier', portionOf(file.requestedCents, rateOf(rules.method, file.score ?? null))],
    ['cap', rules.amount.capCents],
    ['share', shareLimitCents(rules, file.budgetCents)],
  ]
  const [limit, cents] = bounds.reduce((least, bound) => (bound[1] < least[1] ? bound : least))
  const ceilingCents = roundDown(cents, rules.envelope.roundToCents)
  return { ceilingCents, limit: limit === 'request' && ceilingCents < cents ? 'rounding' : limit }
}

/** The floor that holds for a request: the rules’, or the request itself (rounded as every amount is) when it is lower. */
export const floorFor = ({ amount, envelope }: AwardRules, requestedCents: number): number =>
  requestedCents < amount.floorCents ? roundDown(requestedCents, envelope.roundToCents) : amount.floorCents

/** How files are served one after the other. Under tiers each gets all of its share of the request, or nothing. */
export const serviceOf = (method: AwardMethod): Pick<RankAndCut, 'onMisfit' | 'lastAward'> =>
  method.kind === 'rankAndCut' ? method : { onMisfit: 'stop', lastAward: { kind: 'none' } }

/** The least that a partial award must be to make sense of a request, whatever the floor; null when none is allowed. */
export function partialShareCents({ method, envelope }: AwardRules, requestedCents: number): number | null {
  const { lastAward } = serviceOf(method)
  if (lastAward.kind === 'none') return null
  const share = (BigInt(requestedCents) * BigInt(lastAward.minShareOfRequest) + 9_999n) / 10_000n
  return roundUp(Math.max(1, Number(share)), envelope.roundToCents)
}

/** Everything that bounds the award of a file, whatever its rank. */
export function boundsOf(rules: AwardRules, file: Asked): Bounds {
  const { ceilingCents, limit } = ceilingOf(rules, file)
  const unit = rules.envelope.roundToCents
  const leastCents = Math.max(unit, roundUp(floorFor(rules, file.requestedCents), unit))
  const share = partialShareCents(rules, file.requestedCents)
  const partialCents = share === null ? null : Math.max(share, leastCents)
  return {
    ceilingCents,
    limit,
    leastCents,
    partialCents: partialCents !== null && partialCents < ceilingCents ? partialCents : null,
  }
}

/** Files that no envelope could serve: even their ceiling is less than an award may be. */
export const neverFits = ({ ceilingCents, leastCents }: Bounds): boolean => ceilingCents < leastCents
