import { listPartnerDirectory } from '@progress-ess/shared/partners'
import {
  getReferral,
  listReferralAttachments,
  listReferralMessages,
  type Assignment,
} from '@progress-ess/shared/referrals'
import { computed, inject, provide, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { useResource } from '../../lib/useResource.ts'
import { useReferralDesk } from './referralDesk.ts'
import { useActs } from './useActs.ts'

export type ReferralSheetState = ReturnType<typeof useReferral>

const REFERRAL: InjectionKey<ReferralSheetState> = Symbol('referral')

/** Reads a referral and gives it to the panels below. */
export function provideReferral(referralId: string): ReferralSheetState {
  const sheet = useReferral(referralId)
  provide(REFERRAL, sheet)
  return sheet
}

/** The referral of the sheet around. Throws outside of one. */
export function injectReferral(): ReferralSheetState {
  const sheet = inject(REFERRAL)
  if (sheet === undefined) throw new Error('This panel belongs in the sheet of a referral')
  return sheet
}

/** One referral with everything that its panels show. After each act, granted or refused for the state, it is read again. */
function useReferral(referralId: string) {
  const { t } = useI18n()
  const desk = useReferralDesk()
  const params = { referralId }

  const resource = useResource((signal) => desk.call(getReferral, { params, signal }))
  const messages = useResource((signal) => desk.call(listReferralMessages, { params, signal }))
  const attachments = useResource((signal) => desk.call(listReferralAttachments, { params, signal }))
  const directory = useResource((signal) => desk.call(listPartnerDirectory, { signal }))

  const refresh = async (): Promise<void> => {
    await Promise.all([resource.reload(), messages.reload()])
  }

  const acts = useActs(refresh, (why) => t('referrals.hasMoved', { why }))

  const referral = computed(() => resource.data.value)
  const partners = computed(() => directory.data.value?.items ?? [])
  /** Of a partner that this referral names, or that one may refer to. */
  function nameOf(partnerId: string): string {
    const named = [
      ...(referral.value === null ? [] : [referral.value.source]),
      ...(referral.value?.assignments.map(({ recipient }) => recipient) ?? []),
      ...partners.value,
    ]
    return named.find((one) => one.partnerId === partnerId)?.name ?? t('referrals.otherPartner')
  }
  const assignmentOf = (assignmentId: string | null): Assignment | undefined =>
    referral.value?.assignments.find((one) => one.assignmentId === assignmentId)

  return {
    referralId,
    desk,
    resource,
    referral,
    messages,
    attachments,
    partners,
    nameOf,
    assignmentOf,
    refresh,
    ...acts,
  }
}
