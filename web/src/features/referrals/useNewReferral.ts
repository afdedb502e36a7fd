import {
  createReferral,
  findDuplicates,
  proposeRouting,
  sendReferral,
  updateReferral,
  type NewReferral,
  type Referral,
  type ReferralChange,
  type RoutingLine,
} from '@progress-ess/shared/referrals'
import type { Subject } from '@progress-ess/shared/partners'
import { Type } from 'typebox'
import { computed, inject, onScopeDispose, provide, ref, toRaw, watch, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Outcome } from '../../api/client.ts'
import { localCopies } from '../../lib/autosave/localCopies.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useForm } from '../../lib/useForm.ts'
import { useResource } from '../../lib/useResource.ts'
import { blankReferral, bodyOf, consentOf, faultsOf, partyOf, probeOf, type ReferralValues } from './newReferral.ts'
import { valuesOf, type Draft } from './draftReferral.ts'
import { useReferralDesk } from './referralDesk.ts'
import { useConsentText } from './useConsentText.ts'

export type NewReferralState = ReturnType<typeof useNewReferral>
const NEW: InjectionKey<NewReferralState> = Symbol('new referral')

/** The form around. Throws outside of one. */
export function injectNewReferral(): NewReferralState {
  const state = inject(NEW)
  if (state === undefined) throw new Error('This part belongs in the form of a new referral')
  return state
}

type Person = { readonly id: string; readonly name: string }

/** A new referral, with what is known of it; or a saved draft to complete. */
export function provideNewReferral(initial: Partial<ReferralValues>, draft: Draft | undefined, person: Person) {
  const state = useNewReferral(initial, draft, person)
  provide(NEW, state)
  return state
}

const TYPING_MS = 500
const copyOf = (values: ReferralValues): ReferralValues => JSON.parse(JSON.stringify(values)) as ReferralValues

/** A referral being written: proposal, duplicates and consent follow what is typed; a copy stays on the machine until it is sent. */
function useNewReferral(initial: Partial<ReferralValues>, draft: Draft | undefined, person: Person) {
  const { t } = useI18n()
  const say = useProblemMessage()
  const desk = useReferralDesk()
  const blank = draft === undefined ? { ...blankReferral(person.name), ...initial } : valuesOf(draft, person.name)
  const form = useForm<ReturnType<typeof Type.Object>, ReferralValues>(Type.Object({}), blank)
  const { values } = form
  const refusal = ref<string | null>(null)
  const isFound = ref(false)
  /** The consent of the draft; null once another one is collected in its place. */
  const kept = ref(draft?.referral.consent ?? null)
  let version = draft?.referral.version

  const ask = (activity: NewReferral['activity'], signal: AbortSignal) =>
    values.subject === null
      ? null
      : desk.call(proposeRouting, {
          querystring: {
            subject: values.subject as Subject,
            activity,
            communeCode: values.party.communeCode ?? undefined,
          },
          signal,
        })
  const routing = useResource((signal) => ask(values.activity ?? 'unknown', signal))
  /** Whoever takes the subject there, whatever the activity: the agent may decide otherwise than the proposal. */
  const everybody = useResource((signal) => ask('unknown', signal))
  const lines = computed<readonly RoutingLine[]>(() => {
    if (values.subject === null) return []
    const proposal = routing.data.value?.items ?? []
    const known = new Set(proposal.map(({ serviceId }) => serviceId))
    const rest = (everybody.data.value?.items ?? []).filter(({ serviceId }) => !known.has(serviceId))
    return [...proposal, ...rest.map((one) => ({ ...one, isProposed: false, why: 'covers_subject' as const }))]
  })
  // The proposal stands until somebody chooses; people decide.
  watch(lines, (found) => {
    // Before both are read, nobody chosen counts as unknown.
    const isRead = routing.data.value !== null && everybody.data.value !== null
    if (values.isChosen && values.subject !== null && !isRead) return
    if (values.isChosen) {
      const known = new Set(found.map(({ partnerId }) => partnerId))
      values.recipients = values.recipients.filter(({ partnerId }) => known.has(partnerId))
      return
    }
    const proposed = found.filter(({ isProposed }) => isProposed)
    values.recipients = proposed
      .filter(({ partnerId }, index) => proposed.findIndex((one) => one.partnerId === partnerId) === index)
      .map(({ partnerId, serviceId }) => ({ partnerId, serviceId }))
  })

  const probe = ref(probeOf(values))
  let typing: ReturnType<typeof setTimeout> | undefined
  const duplicates = useResource((signal) =>
    probe.value === null ? null : desk.call(findDuplicates, { body: probe.value, signal }),
  )
  const alike = computed(() =>
    (probe.value === null ? [] : (duplicates.data.value?.items ?? [])).filter(
      ({ referralId }) => referralId !== draft?.referral.referralId,
    ),
  )

  const others = computed(() => [...new Set(lines.value.map(({ partnerId }) => partnerId))])
  const nameOf = (partnerId: string): string =>
    lines.value.find((one) => one.partnerId === partnerId)?.name ??
    draft?.referral.assignments.find(({ recipient }) => recipient.partnerId === partnerId)?.recipient.name ??
    t('referrals.otherPartner')
  const consentFacts = computed(() => consentOf(values, '', others.value))
  const consentText = useConsentText(() => ({
    names: (consentFacts.value.recipientIds ?? []).map(nameOf),
    purposes: consentFacts.value.purposes ?? [],
  }))

  // A copy of a draft counts for the version from which it was typed: what somebody saved since is not undone.
  const name = draft === undefined ? 'new-referral' : `referral-${draft.referral.referralId}-${version}`
  const copies = localCopies<ReferralValues>(`${person.id}:${name}`)
  onScopeDispose(() => {
    clearTimeout(typing)
    copies.release()
  })
  void copies.orphans().then(({ copies: found, forget }) => {
    const last = found.at(-1)
    forget()
    if (last === undefined || form.isDirty.value) return
    Object.assign(values, copyOf(last.value))
    isFound.value = true
  })
  /** One key for one text: a second press, or a lost answer, sends nothing twice. */
  let key = crypto.randomUUID()
  watch(
    values,
    () => {
      key = crypto.randomUUID()
      copies.write({ value: copyOf(toRaw(values)), base: blank, at: Date.now() })
      clearTimeout(typing)
      typing = setTimeout(() => (probe.value = probeOf(values)), TYPING_MS)
    },
    { deep: true },
  )

  function startAgain(): void {
    form.reset(draft === undefined ? blankReferral(person.name) : blank)
    copies.clear()
    isFound.value = false
  }

  /** Sends, or keeps as a draft. Answers the referral, or null with the faults at their fields. */
  async function send(isDraft: boolean): Promise<Referral | null> {
    refusal.value = null
    const consent = consentOf(values, consentText.hash.value, others.value)
    const keepsConsent = kept.value !== null && values.basis === 'consent'
    const faults = faultsOf(values, consent, isDraft || keepsConsent)
    form.refuse({ errors: faults })
    if (faults.length > 0 || form.isSending.value) return null
    const isAgreed = faultsOf(values, consent, false).length === 0
    const body = bodyOf(values, isAgreed ? consent : null, isDraft) as NewReferral
    const outcome = await form.whileSending(() =>
      draft === undefined
        ? desk.call(createReferral, { body, idempotencyKey: key })
        : complete(draft, body, keepsConsent),
    )
    if (!outcome.ok) {
      if (!form.refuse(outcome.problem)) refusal.value = say(outcome.problem)
      return null
    }
    copies.clear()
    return outcome.data
  }

  /** Saves the draft, then sends it unless it stays one. Refused in between, it is saved and still a draft. */
  async function complete(of: Draft, body: NewReferral, keepsConsent: boolean): Promise<Outcome<Referral>> {
    const { party, project, subject, activity, recipients, basis, consent, message = null } = body
    const params = { referralId: of.referral.referralId }
    const change: ReferralChange = {
      party,
      project,
      subject,
      activity,
      recipients,
      basis,
      ...(keepsConsent ? {} : { consent: consent ?? null }),
      ...(message === of.message ? {} : { message }),
    }
    const saved = await desk.call(updateReferral, { params, ifMatch: version ?? of.referral.version, body: change })
    if (!saved.ok) return saved
    version = saved.data.version
    return body.isDraft === true ? saved : desk.call(sendReferral, { params })
  }

  return {
    form,
    draft,
    kept,
    values,
    routing,
    lines,
    alike,
    nameOf,
    consentFacts,
    consentText,
    party: computed(() => partyOf(values)),
    refusal,
    isFound,
    startAgain,
    send,
  }
}
