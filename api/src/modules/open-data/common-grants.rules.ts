import type { AmountRange, Filters, Opportunity, Paging, Search } from '@progress-ess/shared/common-grants'

const PAGE_SIZE = 100

/** One page of a whole list, with the numbers that the protocol’s envelope wants. */
export function pageOf<T>(all: readonly T[], { page = 1, pageSize = PAGE_SIZE }: Paging) {
  return {
    status: 200,
    message: 'Success',
    items: all.slice((page - 1) * pageSize, page * pageSize),
    paginationInfo: { page, pageSize, totalItems: all.length, totalPages: Math.ceil(all.length / pageSize) },
  }
}

export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether every word of the search is in the title or the description, whatever its accents and capitals. */
const says = ({ title, description }: Opportunity, search: string): boolean =>
  plain(search)
    .split(/\s+/u)
    .every((word) => plain(`${title} ${description}`).includes(word))

function isWithin({ keyDates: { closeDate } }: Opportunity, range: NonNullable<Filters['closeDateRange']>): boolean {
  if (closeDate === undefined) return false
  const { min = '0000', max = '9999' } = range.value
  const isBetween = min <= closeDate.date && closeDate.date <= max
  return range.operator === 'between' ? isBetween : !isBetween
}

type Money = { readonly amount: string; readonly currency: string }
const CURRENCY = 'EUR'

/** Sums in another currency are left out, as the protocol says; so is an opportunity that names no such sum. */
function costs(money: Money | undefined, { operator, value: { min, max } }: AmountRange): boolean {
  if (money === undefined) return false
  if ([min, max].some((bound) => bound !== undefined && bound.currency !== CURRENCY)) return false
  const amount = Number(money.amount)
  const isBetween = Number(min?.amount ?? -Infinity) <= amount && amount <= Number(max?.amount ?? Infinity)
  return operator === 'between' ? isBetween : !isBetween
}

function fits(one: Opportunity, filters: Filters): boolean {
  const { status, closeDateRange, totalFundingAvailableRange, minAwardAmountRange, maxAwardAmountRange } = filters
  const { totalAmountAvailable, minAwardAmount, maxAwardAmount } = one.funding
  return (
    (status === undefined || status.value.includes(one.status.value) === (status.operator === 'in')) &&
    (closeDateRange === undefined || isWithin(one, closeDateRange)) &&
    (totalFundingAvailableRange === undefined || costs(totalAmountAvailable, totalFundingAvailableRange)) &&
    (minAwardAmountRange === undefined || costs(minAwardAmount, minAwardAmountRange)) &&
    (maxAwardAmountRange === undefined || costs(maxAwardAmount, maxAwardAmountRange))
  )
}

const KEYS = {
  lastModifiedAt: ({ lastModifiedAt }: Opportunity) => lastModifiedAt,
  createdAt: ({ createdAt }: Opportunity) => createdAt,
  title: ({ title }: Opportunity) => plain(title),
  'status.value': ({ status }: Opportunity) => status.value,
  'keyDates.closeDate': ({ keyDates: { closeDate } }: Opportunity) =>
    closeDate === undefined ? '' : closeDate.date + closeDate.time,
} as const
type SortBy = keyof typeof KEYS
const isSortBy = (name: string): name is SortBy => Object.hasOwn(KEYS, name)

/** In the order asked for; equal ones by id, so that pages neither repeat nor skip. */
export function sorted(all: readonly Opportunity[], by: SortBy, order: 'asc' | 'desc'): Opportunity[] {
  const sign = order === 'asc' ? 1 : -1
  const keyed = all.map((one) => ({ one, key: `${KEYS[by](one)}\0${one.id}` }))
  return keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0)).map(({ one }) => one)
}

/**
 * Searches as the protocol says: conditions are joined by AND. What is not supported changes nothing and is told, among
 * `filterInfo.errors` and `sortInfo.errors`.
 */
export function searched(all: readonly Opportunity[], { search = '', filters = {}, sorting, pagination = {} }: Search) {
  const unknown = Object.keys(filters.customFilters ?? {})
  const wanted = sorting?.sortBy ?? 'lastModifiedAt'
  const sortBy = isSortBy(wanted) ? wanted : 'lastModifiedAt'
  const sortOrder = sorting?.sortOrder ?? 'desc'
  const found = all.filter((one) => (search.trim() === '' || says(one, search.trim())) && fits(one, filters))
  return {
    ...pageOf(sorted(found, sortBy, sortOrder), pagination),
    sortInfo: { sortBy, sortOrder, ...(sortBy === wanted ? {} : { errors: [`${wanted} is not supported`] }) },
    filterInfo: {
      filters,
      ...(unknown.length === 0 ? {} : { errors: unknown.map((name) => `${name} is not supported`) }),
    },
  }
}
