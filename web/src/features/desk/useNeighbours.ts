import { listApplications, type ApplicationSummary } from '@progress-ess/shared/applications'
import { computed, watch, type ComputedRef } from 'vue'
import { call } from '../../api/client.ts'
import { usePages } from '../../lib/usePages.ts'
import { requestOf, type ListFilter } from './listFilter.ts'

export type Neighbours = ComputedRef<{
  readonly previous: ApplicationSummary | null
  readonly next: ApplicationSummary | null
  /** From 1; null when the file is not (or not yet) found in the list. */
  readonly place: number | null
}>

/** How far the list is read in search of the file; beyond, one goes back to the list and narrows it. */
const MOST_FILES = 2_000

/**
 * The files before and after one in the list that it was opened from. The list stays as it was when the first file was opened: a file
 * that leaves it by a decision does not move the others.
 */
export function useNeighbours(filter: () => ListFilter, applicationId: () => string): Neighbours {
  const pages = usePages(
    () => requestOf(filter()),
    (querystring, after, signal) =>
      call(listApplications, { querystring: { ...querystring, limit: 100, after }, signal }),
  )
  const index = computed(() => pages.items.value.findIndex((file) => file.applicationId === applicationId()))
  watch([index, pages.items, pages.isLoading], () => {
    const { length } = pages.items.value
    const isSought = index.value === -1 || index.value === length - 1
    if (isSought && pages.hasMore.value && !pages.isLoading.value && length < MOST_FILES) void pages.more()
  })
  return computed(() => {
    const items = pages.items.value
    const at = index.value
    return at === -1
      ? { previous: null, next: null, place: null }
      : { previous: items[at - 1] ?? null, next: items[at + 1] ?? null, place: at + 1 }
  })
}
