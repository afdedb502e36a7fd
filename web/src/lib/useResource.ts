import type { Problem } from '@progress-ess/shared/kit'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Outcome } from '../api/client.ts'

export type Resource<T> = {
  /** The last answer; kept while a reload is under way or has failed. */
  readonly data: Readonly<ShallowRef<T | null>>
  readonly etag: Readonly<Ref<string | null>>
  /** Why the last reading failed; null once one succeeds. */
  readonly problem: Readonly<ShallowRef<Problem | null>>
  readonly isLoading: Readonly<Ref<boolean>>
  /** Nothing to show yet: draw a skeleton. */
  readonly isFirstLoad: ComputedRef<boolean>
  readonly reload: () => Promise<void>
  /** Puts an answer that is already known, e.g. that of a change, without reading again. */
  readonly set: (data: T, etag?: string | null) => void
}

/**
 * Reads a resource now and whenever what `getter` depends on changes; a newer reading aborts the older one.
 * `getter` gets the abort signal, and may answer null to read nothing yet.
 */
export function useResource<T>(getter: (signal: AbortSignal) => Promise<Outcome<T>> | null): Resource<T> {
  const data = shallowRef<T | null>(null)
  const etag = ref<string | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(false)
  let current: AbortController | null = null

  async function follow(reading: Promise<Outcome<T>> | null, controller: AbortController): Promise<void> {
    if (reading === null) {
      isLoading.value = false
      return
    }
    isLoading.value = true
    const outcome = await reading
    if (controller.signal.aborted) return
    isLoading.value = false
    if (outcome.ok) set(outcome.data, outcome.etag)
    else problem.value = outcome.problem
  }

  function renew(): AbortController {
    current?.abort()
    current = new AbortController()
    return current
  }

  function set(value: T, tag: string | null = null): void {
    data.value = value
    etag.value = tag
    problem.value = null
  }

  async function reload(): Promise<void> {
    const controller = renew()
    await follow(getter(controller.signal), controller)
  }

  watch(
    () => {
      const controller = renew()
      return { reading: getter(controller.signal), controller }
    },
    ({ reading, controller }) => void follow(reading, controller),
    { immediate: true },
  )
  onScopeDispose(() => current?.abort())

  const isFirstLoad = computed(() => data.value === null && problem.value === null)
  return { data, etag, problem, isLoading, isFirstLoad, reload, set }
}
