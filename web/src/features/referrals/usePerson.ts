import { getParty, type PartyFile } from '@progress-ess/shared/referrals'
import { computed, inject, provide, ref, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Outcome, Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useResource } from '../../lib/useResource.ts'
import { useNotices } from '../../stores/notices.ts'
import { nameOfParty } from './partyName.ts'
import { useReferralDesk } from './referralDesk.ts'

export type PersonState = ReturnType<typeof usePerson>
const PERSON: InjectionKey<PersonState> = Symbol('person')

/** Reads the single file of a person or structure, and gives it to the parts below. */
export function providePerson(partyId: string): PersonState {
  const state = usePerson(partyId)
  provide(PERSON, state)
  return state
}

/** The person of the page around. Throws outside of one. */
export function injectPerson(): PersonState {
  const state = inject(PERSON)
  if (state === undefined) throw new Error('This part belongs in the page of a person')
  return state
}

function usePerson(partyId: string) {
  const { t } = useI18n()
  const say = useProblemMessage()
  const notices = useNotices()
  const desk = useReferralDesk()
  const resource = useResource((signal) => desk.call(getParty, { params: { partyId }, signal }))
  const isActing = ref(false)
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<string | null>(null)

  /** Does one act whose answer may be the file anew. Answers the problem of a refusal, or null. */
  async function act(run: () => Promise<Outcome<unknown>>, done: string): Promise<Problem | null> {
    if (isActing.value) return null
    isActing.value = true
    refusal.value = null
    const outcome = await run()
    if (outcome.ok) {
      await resource.reload()
      notices.notify(done)
    } else {
      refusal.value = say(outcome.problem)
      if (outcome.problem.status === 409) await resource.reload()
    }
    isActing.value = false
    return outcome.ok ? null : outcome.problem
  }

  const file = computed<PartyFile | null>(() => resource.data.value)
  /** The name of one of the rows that are this person. */
  function nameOf(id: string): string {
    const rows = file.value === null ? [] : [file.value.party, ...file.value.others]
    const row = rows.find((one) => one.partyId === id)
    return (row === undefined ? null : nameOfParty(row)) ?? t('referrals.forgotten')
  }
  return { partyId, desk, resource, file, isActing, refusal, act, nameOf }
}
