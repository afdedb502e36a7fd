import type { Problem } from '@progress-ess/shared/kit'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Outcome } from '../api/client.ts'

type KeysetPage<T> = { readonly items: readonly T[]; readonly next: string | null }

export type Pages<T> = {
  readonly items: Readonly<ShallowRef<readonly T[]>>
  readonly problem: Readonly<ShallowRef<Problem | null>>
  readonly isLoading: Readonly<Ref<boolean>>
  readonly isFirstLoad: ComputedRef<boolean>
  readonly hasMore: ComputedRef<boolean>
  /** Adds the next page. */
  readonly more: () => Promise<void>
  /** Starts again from the first page. */
  readonly reload: () => Promise<void>
}

/**
 * A list read page by page. `query` gives what the list depends on (filters, sort): a change starts again from the first page.
 * `read` gets it with the cursor of the page, undefined for the first.
 */
export function usePages<Q, T>(
  query: () => Q,
  read: (query: Q, after: string | undefined, signal: AbortSignal) => Promise<Outcome<KeysetPage<T>>>,
): Pages<T> {
  const items = shallowRef<readonly T[]>([])
  const next = ref<string | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(false)
  const isRead = ref(false)
  let current: AbortController | null = null

  async function load(after: string | undefined): Promise<void> {
    current?.abort()
    const controller = new AbortController()
    current = controller
    isLoading.value = true
    const outcome = await read(query(), after, controller.signal)
    if (controller.signal.aborted) return
    isLoading.value = false
    if (!outcome.ok) {
      problem.value = outcome.problem
      return
    }
    problem.value = null
    isRead.value = true
    items.value = after === undefined ? outcome.data.items : [...items.value, ...outcome.data.items]
    next.value = outcome.data.next
  }

  const reload = (): Promise<void> => load(undefined)
  const more = async (): Promise<void> => {
    if (next.value !== null && !isLoading.value) await load(next.value)
  }
  watch(
    () => JSON.stringify(query()),
    () => void reload(),
    { immediate: true },
  )
  onScopeDispose(() => current?.abort())

  return {
    items,
    problem,
    isLoading,
    isFirstLoad: computed(() => !isRead.value && problem.value === null),
    hasMore: computed(() => next.value !== null),
    more,
    reload,
  }
}
