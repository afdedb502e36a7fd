import { listPartnerDirectory } from '@progress-ess/shared/partners'
import {
  getReferral,
  listReferralAttachments,
  listReferralMessages,
  type Assignment,
} from '@progress-ess/shared/referrals'
import { computed, inject, provide, ref, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Outcome, Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useResource } from '../../lib/useResource.ts'
import { useNotices } from '../../stores/notices.ts'
import { useReferralDesk } from './referralDesk.ts'

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
  const say = useProblemMessage()
  const notices = useNotices()
  const desk = useReferralDesk()
  const params = { referralId }

  const resource = useResource((signal) => desk.call(getReferral, { params, signal }))
  const messages = useResource((signal) => desk.call(listReferralMessages, { params, signal }))
  const attachments = useResource((signal) => desk.call(listReferralAttachments, { params, signal }))
  const directory = useResource((signal) => desk.call(listPartnerDirectory, { signal }))

  const isActing = ref(false)
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<string | null>(null)

  const refresh = async (): Promise<void> => {
    await Promise.all([resource.reload(), messages.reload()])
  }

  /** Does one act; `done` is said when it is granted. Answers the problem of a refusal, or null. */
  async function act(run: () => Promise<Outcome<unknown>>, done: string): Promise<Problem | null> {
    if (isActing.value) return null
    isActing.value = true
    refusal.value = null
    const outcome = await run()
    if (outcome.ok) {
      await refresh()
      notices.notify(done)
    } else {
      const hasMoved = outcome.problem.status === 409 || outcome.problem.status === 412
      const why = say(outcome.problem)
      refusal.value = hasMoved ? t('referrals.hasMoved', { why }) : why
      if (hasMoved) await refresh()
    }
    isActing.value = false
    return outcome.ok ? null : outcome.problem
  }

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
    isActing,
    refusal,
    refresh,
    act,
  }
}
