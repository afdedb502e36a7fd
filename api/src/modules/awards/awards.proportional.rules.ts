import type { AwardMethod } from '@progress-ess/shared/awards'
import { fraction, multiply } from '../../kit/fraction.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

type WeightBy = Extract<AwardMethod, { kind: 'proportional' }>['weightBy']

/**
 * What each file weighs in a proportional sharing, as integers of one scale: what it may get at the most, so that to ask
 * for more than that brings nothing, times its exact score where the rules say so.
 */
export function proportionalWeights(weightBy: WeightBy, entries: readonly RankedFile[]): bigint[] {
  if (weightBy === 'request') return entries.map(({ ceilingCents }) => BigInt(ceilingCents))
  const weights = entries.map(({ ceilingCents, score }) => multiply(fraction(ceilingCents), score))
  const scale = weights.reduce((least, { den }) => leastCommonMultiple(least, den), 1n)
  return weights.map(({ num, den }) => num * (scale / den))
}

const leastCommonMultiple = (a: bigint, b: bigint): bigint => a * fraction(b, a).num
