import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { useI18n } from 'vue-i18n'
import { useGroupWords } from '../../lib/fileGroups.ts'
import { useMethodWords } from '../../lib/awardMethods.ts'
import { useFormat } from '../../lib/useFormat.ts'

/** The rules that a simulation may move, in the order in which they are shown; each has its label at `awards.rules.<key>`. */
export const RULE_KEYS = [
  'envelope',
  'cap',
  'floor',
  'share',
  'rounding',
  'perOrganisation',
  'method',
  'onMisfit',
  'last',
  'lots',
  'quotas',
  'locks',
  'tieBreak',
] as const
export type RuleKey = (typeof RULE_KEYS)[number]

const VALUE: Readonly<Record<RuleKey, (rules: AwardRules) => unknown>> = {
  envelope: ({ envelope }) => envelope.totalCents,
  cap: ({ amount }) => amount.capCents,
  floor: ({ amount }) => amount.floorCents,
  share: ({ amount }) => amount.maxShareOfBudget,
  rounding: ({ envelope }) => envelope.roundToCents,
  perOrganisation: ({ perOrganisation }) => perOrganisation.max,
  method: ({ method }) => {
    switch (method.kind) {
      case 'tiers':
        return [method.overflow, method.tiers.map(({ minScore, rate }) => [minScore, rate])]
      case 'proportional':
        return method.weightBy
      case 'optimum':
        return [
          method.objectives,
          method.amounts.kind,
          'minShareOfRequest' in method.amounts && method.amounts.minShareOfRequest,
        ]
      case 'rankAndCut':
      case 'equalShares':
        return method.kind
    }
  },
  onMisfit: ({ method }) => (method.kind === 'rankAndCut' ? method.onMisfit : null),
  last: ({ method }) => {
    if (method.kind !== 'rankAndCut') return null
    return method.lastAward.kind === 'partial' ? method.lastAward.minShareOfRequest : 'none'
  },
  lots: ({ envelope }) =>
    envelope.lots?.map(({ label, totalCents, files }) => [label, totalCents, files.by, 'in' in files && files.in]),
  quotas: ({ quotas }) =>
    quotas?.map(({ label, files, measure, min, max, priority }) => [
      label,
      files.by,
      'in' in files && files.in,
      measure,
      min,
      max,
      priority,
    ]),
  locks: ({ locks }) =>
    locks?.map(({ number, award, reason }) => [
      number,
      award.kind,
      award.kind === 'amount' && award.amountCents,
      reason,
    ]),
  tieBreak: ({ tieBreak }) =>
    tieBreak.map((one) => [
      one.by,
      one.by === 'criterion' && one.criterionId,
      one.by === 'jury' && one.order,
      one.by === 'draw' && [one.seedCommitment, one.beacon?.source, one.beacon?.at, one.beacon?.fallback],
    ]),
}

/** What only one of the methods has: between two methods there is nothing to compare. */
const OF_ONE_METHOD: readonly RuleKey[] = ['onMisfit', 'last']

/** The rules that differ, whatever the order in which their JSON was written. */
export function differingRules(one: AwardRules, other: AwardRules): RuleKey[] {
  const isOneMethod = one.method.kind === other.method.kind
  return RULE_KEYS.filter(
    (key) =>
      (isOneMethod || !OF_ONE_METHOD.includes(key)) &&
      JSON.stringify(VALUE[key](one)) !== JSON.stringify(VALUE[key](other)),
  )
}

/** Says the value of each rule in words. */
export function useRulesInWords(grid: () => Grid) {
  const { t } = useI18n()
  const { euros, percent, list } = useFormat()
  const { nameOf } = useMethodWords()
  const { lotText, quotaText } = useGroupWords()
  const orNone = (texts: readonly string[] | undefined): string =>
    texts === undefined ? t('awards.rules.none') : list(texts)

  const tieBreak = (one: AwardRules['tieBreak'][number]): string =>
    one.by === 'criterion'
      ? t('reasons.tie.criterion', {
          label: grid().criteria.find(({ id }) => id === one.criterionId)?.label ?? one.criterionId,
        })
      : t(`reasons.tie.${one.by}`)

  const SAY: Readonly<Record<RuleKey, (rules: AwardRules) => string>> = {
    envelope: ({ envelope }) => euros(envelope.totalCents),
    cap: ({ amount }) => euros(amount.capCents),
    floor: ({ amount }) => euros(amount.floorCents),
    share: ({ amount }) => percent(amount.maxShareOfBudget),
    rounding: ({ envelope }) => euros(envelope.roundToCents),
    perOrganisation: ({ perOrganisation }) => String(perOrganisation.max),
    method: ({ method }) => nameOf(method),
    onMisfit: ({ method }) => (method.kind === 'rankAndCut' ? t(`awards.rules.${method.onMisfit}`) : ''),
    last: ({ method }) =>
      method.kind === 'rankAndCut' && method.lastAward.kind === 'partial'
        ? t('awards.rules.lastFrom', { share: percent(method.lastAward.minShareOfRequest) })
        : t('awards.rules.lastNone'),
    lots: ({ envelope }) => orNone(envelope.lots?.map(lotText)),
    quotas: ({ quotas }) => orNone(quotas?.map(quotaText)),
    locks: ({ locks }) =>
      orNone(
        locks?.map(({ number, award }) =>
          t(`awards.rules.lock.${award.kind}`, {
            number,
            amount: award.kind === 'amount' ? euros(award.amountCents) : '',
          }),
        ),
      ),
    tieBreak: (rules) => list(rules.tieBreak.map(tieBreak)),
  }
  return { say: (key: RuleKey, rules: AwardRules): string => SAY[key](rules), tieBreak }
}
