import type { RoutingLine } from '@progress-ess/shared/referrals'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'

/** Why a partner is proposed, whether it has room, and how soon it usually answers, in words. */
export function useRoutingWords() {
  const { t } = useI18n()
  const { number } = useFormat()
  const answer = ({ medianAnswerDays: days }: RoutingLine): string =>
    days === null ? t('referrals.routing.noMedian') : t('referrals.routing.median', { days: number(days, 1) })
  const line = (one: RoutingLine): string =>
    [
      one.serviceName,
      t(`states.capacity.${one.capacity}`).toLowerCase(),
      t(`referrals.routing.why.${one.why}`),
      answer(one),
    ].join(' · ')
  return { line, answer }
}
