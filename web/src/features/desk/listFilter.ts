import type { ApplicationSort, ApplicationStatus } from '@progress-ess/shared/applications'
import type { Static } from 'typebox'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { Sort } from '../../ui/table.ts'

/** The views of the list that agents work with: what is to be instructed first. */
export const FILE_VIEWS = ['todo', 'correction', 'admissible', 'inadmissible', 'withdrawn', 'all'] as const
export type FileView = (typeof FILE_VIEWS)[number]

/** The states behind each view; none for all of them. */
export const VIEW_STATUSES: Readonly<Record<FileView, readonly ApplicationStatus[]>> = {
  todo: ['submitted', 'in_review'],
  correction: ['correction_requested'],
  admissible: ['admissible'],
  inadmissible: ['inadmissible'],
  withdrawn: ['withdrawn'],
  all: [],
}

type SortName = Static<typeof ApplicationSort>
const SORTS: readonly SortName[] = [
  'submittedAt',
  '-submittedAt',
  'requestedCents',
  '-requestedCents',
  'projectTitle',
  'number',
]

export type ListFilter = {
  /** Null: the files of every call. */
  readonly callId: string | null
  readonly view: FileView
  readonly search: string
  readonly sort: SortName
}

const ALL_CALLS = 'tous'
const UUID = /^[0-9a-f-]{36}$/
const DEFAULT_SORT: SortName = '-submittedAt'

const textOf = (value: LocationQuery[string] | undefined): string => (typeof value === 'string' ? value : '')

/** Whether an address names a call, or says that it wants all of them. */
export const namesCall = (query: LocationQuery): boolean =>
  textOf(query['appel']) === ALL_CALLS || UUID.test(textOf(query['appel']))

/** The filter that an address holds; what it does not understand is left out, never refused. */
export function filterOf(query: LocationQuery): ListFilter {
  const callId = textOf(query['appel'])
  const view = textOf(query['vue'])
  const sort = textOf(query['tri'])
  return {
    callId: UUID.test(callId) ? callId : null,
    view: FILE_VIEWS.find((one) => one === view) ?? 'all',
    search: textOf(query['q']).trim().slice(0, 100),
    sort: SORTS.find((one) => one === sort) ?? DEFAULT_SORT,
  }
}

/** The filter as the query of an address: shared, reloaded and gone back to like any other. */
export function queryOf({ callId, view, search, sort }: ListFilter): LocationQueryRaw {
  return {
    appel: callId ?? ALL_CALLS,
    ...(view === 'all' ? {} : { vue: view }),
    ...(search === '' ? {} : { q: search }),
    ...(sort === DEFAULT_SORT ? {} : { tri: sort }),
  }
}

/** The filter as the API takes it. */
export function requestOf({ callId, view, search, sort }: ListFilter) {
  const status = VIEW_STATUSES[view]
  return {
    ...(callId === null ? {} : { callId }),
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(search === '' ? {} : { search }),
    sort,
  }
}

/** How the table shows a sort. */
export const sortOf = ({ sort }: ListFilter): Sort => ({
  column: sort.replace('-', ''),
  direction: sort.startsWith('-') ? 'desc' : 'asc',
})

/** The sort that a press on a column’s title asks for; what the API cannot sort downwards stays upwards. */
export function sortNamed({ column, direction }: Sort): SortName {
  const wanted = direction === 'desc' ? `-${column}` : column
  return SORTS.find((one) => one === wanted) ?? SORTS.find((one) => one === column) ?? DEFAULT_SORT
}
