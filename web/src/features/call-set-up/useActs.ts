import { listCallActions, type Call, type CallAction } from '@progress-ess/shared/calls'
import type { ActionAvailability, Problem } from '@progress-ess/shared/kit'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { call as request, type Outcome } from '../../api/client.ts'
import { useResource, type Resource } from '../../lib/useResource.ts'
import { useNotices } from '../../stores/notices.ts'
import { useCallSetUp } from './setUp.ts'

/** What may be done with the call now, and why not, as the server says; read again at each version. */
export function useCallActions(): Resource<{ items: ActionAvailability[] }> {
  const { call } = useCallSetUp()
  return useResource((signal) => request(listCallActions, { params: { callId: call.value.callId }, signal }))
}

export const availabilityOf = (
  list: { readonly items: readonly ActionAvailability[] } | null,
  action: CallAction,
): ActionAvailability | null => list?.items.find((one) => one.action === action) ?? null

export type Act = {
  readonly isBusy: Readonly<Ref<boolean>>
  readonly problem: Readonly<ShallowRef<Problem | null>>
  readonly run: (send: () => Promise<Outcome<Call>>, done: string) => Promise<boolean>
}

/** Runs one act on the call, once at a time: its answer becomes the call of the page, its refusal `problem`. */
export function useAct(): Act {
  const { set } = useCallSetUp()
  const { t } = useI18n()
  const notices = useNotices()
  const isBusy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function run(send: () => Promise<Outcome<Call>>, done: string): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = null
    const outcome = await send()
    isBusy.value = false
    if (!outcome.ok) {
      problem.value = outcome.problem
      return false
    }
    set(outcome.data)
    notices.notify(t(done))
    return true
  }
  return { isBusy, problem, run }
}
