import type { AwardMethod, Objective, Tier } from '@progress-ess/shared/awards'
import { useI18n } from 'vue-i18n'
import { useFormat } from './useFormat.ts'

export type MethodKind = AwardMethod['kind']
/** The method of one kind. */
export type MethodOf<K extends MethodKind> = Extract<AwardMethod, { kind: K }>
export const METHOD_KINDS = [
  'rankAndCut',
  'tiers',
  'proportional',
  'equalShares',
  'optimum',
] as const satisfies readonly MethodKind[]

export const OBJECTIVES = ['scoreTimesAmount', 'scoreSum', 'count', 'amount'] as const satisfies readonly Objective[]

/** Where each method starts from when it is chosen: tiers are those of the worked example. */
const STARTS: Readonly<{ [K in MethodKind]: MethodOf<K> }> = {
  rankAndCut: { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } },
  tiers: {
    kind: 'tiers',
    tiers: [
      { minScore: 8_500, rate: 10_000 },
      { minScore: 7_500, rate: 7_000 },
      { minScore: 0, rate: 4_000 },
    ],
    overflow: 'rankAndCut',
  },
  proportional: { kind: 'proportional', weightBy: 'request' },
  equalShares: { kind: 'equalShares' },
  optimum: { kind: 'optimum', objectives: ['scoreTimesAmount'], amounts: { kind: 'indivisible' } },
}

/**
 * A method of this kind: one of those given that is, so that what was typed or published comes back, else a new one. A copy
 * through JSON, as what was typed may hold Vue's proxies, which `structuredClone` refuses.
 */
export const methodOfKind = (kind: MethodKind, known: readonly AwardMethod[]): AwardMethod =>
  JSON.parse(JSON.stringify(known.find((one) => one.kind === kind) ?? STARTS[kind])) as AwardMethod

/** Whether all files share the envelope at once, each from its floor to its ceiling. */
export const isShared = (method: AwardMethod): boolean =>
  method.kind === 'proportional' ||
  method.kind === 'equalShares' ||
  (method.kind === 'tiers' && method.overflow === 'scaleDown')

/** Says a method, and its tiers, in words. */
export function useMethodWords() {
  const { t } = useI18n()
  const { percent, number, list } = useFormat()

  const tiersText = (tiers: readonly Tier[]): string =>
    list(
      tiers.map(({ minScore, rate }) =>
        t('public.ruleTier', { points: number(minScore / 100, 2), rate: percent(rate) }),
      ),
    )

  function nameOf(method: AwardMethod): string {
    const name = t(`awardMethods.kinds.${method.kind}`)
    switch (method.kind) {
      case 'tiers':
        return `${name} (${tiersText(method.tiers)} ; ${t(`awardMethods.overflow.${method.overflow}`)})`
      case 'proportional':
        return `${name} (${t(`awardMethods.weightBy.${method.weightBy}`)})`
      case 'optimum':
        return `${name} (${list(method.objectives.map((one) => t(`awardMethods.objectives.${one}`)))})`
      case 'rankAndCut':
      case 'equalShares':
        return name
    }
  }

  return { nameOf, tiersText }
}
