import type { Counterfactual, LineReason, ScenarioLine } from '@progress-ess/shared/awards'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'

type Facts = LineReason['facts']

const centsOf = (facts: Facts, name: string): number => {
  const value = facts[name]
  return typeof value === 'number' ? value : 0
}
const textOf = (facts: Facts, name: string): string => String(facts[name] ?? '')

/** Says why a line has its amount, and what would have changed it: the codes and figures of the engine as sentences. */
export function useReasonText(criterionLabel: (id: string) => string) {
  const { t } = useI18n()
  const { euros, number } = useFormat()

  function tieRule(facts: Facts): string {
    const by = textOf(facts, 'by')
    return by === 'criterion'
      ? t('reasons.tie.criterion', { label: criterionLabel(textOf(facts, 'criterion')) })
      : t(`reasons.tie.${by}`)
  }

  /** What was left would do, but nobody was served any more. */
  const hasStoppedBefore = (facts: Facts): boolean =>
    typeof facts['cutRank'] === 'number' && centsOf(facts, 'leftCents') >= centsOf(facts, 'neededCents')
  const stopped = (facts: Facts): string => t('reasons.lines.stopped', { rank: textOf(facts, 'cutRank') })

  /** By how much the optimum would be worth less with the file in, as a share of what it is worth. */
  function notInOptimum(facts: Facts): string {
    const [value, withIt] = [Number(textOf(facts, 'value')), Number(textOf(facts, 'withIt'))]
    const objective = t(`reasons.objectives.${textOf(facts, 'objective')}`)
    if (facts['withIt'] === null) return t('reasons.lines.not-in-optimum.plain', { objective })
    const loss = value === 0 ? 0 : (100 * (value - withIt)) / value
    return loss === 0
      ? t('reasons.lines.not-in-optimum.equal', { objective })
      : t('reasons.lines.not-in-optimum.loss', { objective, loss: number(Math.max(0.01, loss), 2) })
  }

  function reason({ code, facts }: LineReason): string {
    switch (code) {
      case 'funded-capped':
        return t(`reasons.lines.capped.${textOf(facts, 'limit')}`, {
          ceiling: euros(centsOf(facts, 'ceilingCents')),
          requested: euros(centsOf(facts, 'requestedCents')),
        })
      case 'funded-partial':
      case 'envelope-exhausted':
        return hasStoppedBefore(facts)
          ? stopped(facts)
          : t(`reasons.lines.${code}`, {
              left: euros(centsOf(facts, 'leftCents')),
              needed: euros(centsOf(facts, 'neededCents')),
            })
      case 'floors-exhausted':
        return hasStoppedBefore(facts)
          ? stopped(facts)
          : t('reasons.lines.floors-exhausted', {
              left: euros(centsOf(facts, 'leftCents')),
              needed: euros(centsOf(facts, 'neededCents')),
            })
      case 'funded-share':
      case 'funded-at-floor':
        return t(`reasons.lines.${code}`, {
          by: t(`reasons.shareBy.${textOf(facts, 'by')}`),
          sharers: number(centsOf(facts, 'sharers')),
          ceiling: euros(centsOf(facts, 'ceilingCents')),
        })
      case 'below-tiers':
        return t('reasons.lines.below-tiers', {
          least: number(Number(textOf(facts, 'leastScore')), 2),
          missing: number(Number(textOf(facts, 'missing')), 2),
        })
      case 'below-floor': {
        const [left, ceiling] = [centsOf(facts, 'leftCents'), centsOf(facts, 'ceilingCents')]
        const floor = centsOf(facts, 'floorCents')
        return t(ceiling < floor ? 'reasons.lines.ceiling-below-floor' : 'reasons.lines.below-floor', {
          left: euros(left),
          ceiling: euros(ceiling),
          floor: euros(floor),
        })
      }
      case 'funded-by-quota':
      case 'displaced-by':
        return t(`reasons.lines.${code}`, { label: textOf(facts, 'label') })
      case 'quota-full':
        return t(`reasons.lines.quota-full.${textOf(facts, 'measure')}`, {
          label: textOf(facts, 'label'),
          max: facts['measure'] === 'amount' ? euros(centsOf(facts, 'max')) : number(centsOf(facts, 'max')),
          needed: euros(centsOf(facts, 'neededCents')),
        })
      case 'funded-in-part':
        return t('reasons.lines.funded-in-part', { ceiling: euros(centsOf(facts, 'ceilingCents')) })
      case 'not-in-optimum':
        return notInOptimum(facts)
      case 'locked-in':
      case 'locked-out':
        return t(`reasons.lines.${code}`, { reason: textOf(facts, 'reason') })
      case 'same-organisation':
        return t('reasons.lines.same-organisation', { number: textOf(facts, 'number') })
      case 'lost-tie':
        return t('reasons.lines.lost-tie', {
          rule: tieRule(facts),
          place: textOf(facts, 'place'),
          of: textOf(facts, 'of'),
        })
      case 'below-threshold':
        return t('reasons.lines.below-threshold', {
          threshold: number(Number(textOf(facts, 'threshold'))),
          missing: number(Number(textOf(facts, 'missing')), 2),
        })
      case 'eliminated':
        return t('reasons.lines.eliminated', { criterion: criterionLabel(textOf(facts, 'criterion')) })
      case 'funded':
      case 'inadmissible':
      case 'not-evaluated':
      case 'withdrawn':
        return t(`reasons.lines.${code}`)
    }
  }

  /** Null where nothing would have changed it, or where it is served in full. */
  function whatIf({ counterfactual, outcome }: Pick<ScenarioLine, 'counterfactual' | 'outcome'>): string | null {
    if (counterfactual === null || outcome === 'funded') return null
    const { leastEnvelopeCents: least, leastEnvelopeInFullCents: inFull, leastScore }: Counterfactual = counterfactual
    const searched = counterfactual.searchedToCents
    const envelope =
      least === null
        ? searched === undefined
          ? null
          : t('reasons.whatIf.searched', { most: euros(searched) })
        : inFull === null || inFull === least
          ? t('reasons.whatIf.envelope', { least: euros(least) })
          : t('reasons.whatIf.envelopeTwo', { least: euros(least), inFull: euros(inFull) })
    const score =
      leastScore === null
        ? t('reasons.whatIf.noScore')
        : t(envelope === null ? 'reasons.whatIf.scoreOnly' : 'reasons.whatIf.score', {
            score: number(Number(leastScore.display), 2),
          })
    return [envelope, score].filter((part) => part !== null).join(' ')
  }

  const reasons = (line: Pick<ScenarioLine, 'reasons'>): string => line.reasons.map(reason).join(' ')
  return { reasons, whatIf }
}
