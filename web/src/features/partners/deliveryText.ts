import type { Delivery } from '@progress-ess/shared/partner-events'
import { useI18n } from 'vue-i18n'

export const DELIVERY_TONE = { waiting: 'info', delivered: 'ok', failed: 'stop', dropped: 'none' } as const

/** Why an attempt failed: the answer of the receiver, or what happened on the way. */
export function useDeliveryText(): (delivery: Delivery) => string | null {
  const i18n = useI18n()
  const { t } = i18n
  return ({ lastStatus, lastError, lastAttemptAt, status }) => {
    if (lastAttemptAt === null || status === 'delivered') return null
    if (lastStatus !== null) {
      const key = `partners.answered.${lastStatus === 410 ? 'gone' : lastStatus >= 500 ? 'broken' : lastStatus >= 300 && lastStatus < 400 ? 'redirect' : 'refused'}`
      return t(key, { status: lastStatus })
    }
    if (lastError === null) return null
    const key = `partners.deliveryError.${lastError}`
    return i18n.te(key) || i18n.te(key, 'fr') ? t(key) : t('partners.deliveryError.other', { error: lastError })
  }
}
