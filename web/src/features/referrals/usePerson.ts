import { getParty, type PartyFile } from '@progress-ess/shared/referrals'
import { computed, inject, provide, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { useResource } from '../../lib/useResource.ts'
import { nameOfParty } from './partyName.ts'
import { useReferralDesk } from './referralDesk.ts'
import { useActs } from './useActs.ts'

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
  const desk = useReferralDesk()
  const resource = useResource((signal) => desk.call(getParty, { params: { partyId }, signal }))
  const acts = useActs(resource.reload, (why) => why)

  const file = computed<PartyFile | null>(() => resource.data.value)
  /** The name of one of the rows that are this person. */
  function nameOf(id: string): string {
    const rows = file.value === null ? [] : [file.value.party, ...file.value.others]
    const row = rows.find((one) => one.partyId === id)
    return (row === undefined ? null : nameOfParty(row)) ?? t('referrals.forgotten')
  }
  return { partyId, desk, resource, file, ...acts, nameOf }
}
