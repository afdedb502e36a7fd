import { getCall, getCallReadiness, type Call, type CallReadiness } from '@progress-ess/shared/calls'
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { call as request } from '../../api/client.ts'
import { useResource, type Resource } from '../../lib/useResource.ts'

export type CallSetUp = {
  readonly call: ComputedRef<Call>
  /** What is missing; null while it is read, and once the call is published. */
  readonly readiness: ComputedRef<CallReadiness | null>
  /** Whether the parts of the call may still change. */
  readonly isFrozen: ComputedRef<boolean>
  /** Puts the answer to an act, then asks again what is missing. */
  readonly set: (call: Call) => void
  readonly reload: () => Promise<void>
}

const KEY: InjectionKey<CallSetUp> = Symbol('call-set-up')

/** Reads a call for the pages of its set-up, which find it with `useCallSetUp`. They show once it is there. */
export function provideCallSetUp(callId: () => string): {
  readonly resource: Resource<Call>
  readonly readiness: CallSetUp['readiness']
} {
  const resource = useResource((signal) => request(getCall, { params: { callId: callId() }, signal }))
  const version = computed(() => (resource.data.value?.status === 'draft' ? resource.data.value.version : null))
  const readiness = useResource((signal) =>
    version.value === null ? null : request(getCallReadiness, { params: { callId: callId() }, signal }),
  )
  const call = computed(() => {
    if (resource.data.value === null) throw new Error('The pages of the set-up show once the call is read')
    return resource.data.value
  })
  const missing = computed(() => (version.value === null ? null : readiness.data.value))
  provide(KEY, {
    call,
    readiness: missing,
    isFrozen: computed(() => !call.value.allowedActions.includes('edit')),
    set: resource.set,
    reload: resource.reload,
  })
  return { resource, readiness: missing }
}

/** The call that is being set up. */
export function useCallSetUp(): CallSetUp {
  const found = inject(KEY)
  if (found === undefined) throw new Error('useCallSetUp() is for the pages below the set-up of a call')
  return found
}
