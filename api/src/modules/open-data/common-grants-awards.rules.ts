import type { AwardFilters, AwardSearch, GrantAward } from '@progress-ess/shared/common-grants'
import { pageOf, plain } from './common-grants.rules.ts'

/** Whether every word of the search is in the title, the description or the name of who was given to. */
const says = ({ title, description, recipientOrganizations }: GrantAward, search: string): boolean =>
  plain(search)
    .split(/\s+/u)
    .every((word) => plain(`${title} ${description} ${recipientOrganizations.primary.name}`).includes(word))

/** Sums in another currency are left out, as the protocol says. */
function costs({ funding }: GrantAward, range: NonNullable<AwardFilters['awardedAmountRange']>): boolean {
  const { min, max } = range.value
  if ([min, max].some((bound) => bound !== undefined && bound.currency !== funding.awardedAmount.currency)) return false
  const amount = Number(funding.awardedAmount.amount)
  const isBetween = Number(min?.amount ?? -Infinity) <= amount && amount <= Number(max?.amount ?? Infinity)
  return range.operator === 'between' ? isBetween : !isBetween
}

function isWithin({ keyDates }: GrantAward, range: NonNullable<AwardFilters['awardDateRange']>): boolean {
  const { min = '0000', max = '9999' } = range.value
  const isBetween = min <= keyDates.awardDate.date && keyDates.awardDate.date <= max
  return range.operator === 'between' ? isBetween : !isBetween
}

const fits = (one: GrantAward, { status, awardDateRange, awardedAmountRange }: AwardFilters): boolean =>
  (status === undefined || status.value.includes(one.status.value) === (status.operator === 'in')) &&
  (awardDateRange === undefined || isWithin(one, awardDateRange)) &&
  (awardedAmountRange === undefined || costs(one, awardedAmountRange))

const KEYS = {
  lastModifiedAt: ({ lastModifiedAt }: GrantAward) => lastModifiedAt,
  createdAt: ({ createdAt }: GrantAward) => createdAt,
  title: ({ title }: GrantAward) => plain(title),
  'keyDates.awardDate': ({ keyDates: { awardDate } }: GrantAward) => awardDate.date + awardDate.time,
  'funding.awardedAmount': ({ funding }: GrantAward) => funding.awardedAmount.amount.padStart(16, '0'),
} as const
type SortBy = keyof typeof KEYS
const isSortBy = (name: string): name is SortBy => Object.hasOwn(KEYS, name)

/** In the order asked for; equal ones by id, so that pages neither repeat nor skip. */
export function sortedAwards(all: readonly GrantAward[], by: SortBy, order: 'asc' | 'desc'): GrantAward[] {
  const sign = order === 'asc' ? 1 : -1
  const keyed = all.map((one) => ({ one, key: `${KEYS[by](one)}\0${one.id}` }))
  return keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0)).map(({ one }) => one)
}

/** Searches as the protocol says: conditions are joined by AND; an order that is not supported is told, and changes nothing. */
export function searchedAwards(
  all: readonly GrantAward[],
  { search = '', filters = {}, sorting, pagination = {} }: AwardSearch,
) {
  const wanted = sorting?.sortBy ?? 'lastModifiedAt'
  const sortBy = isSortBy(wanted) ? wanted : 'lastModifiedAt'
  const sortOrder = sorting?.sortOrder ?? 'desc'
  const found = all.filter((one) => (search.trim() === '' || says(one, search.trim())) && fits(one, filters))
  return {
    ...pageOf(sortedAwards(found, sortBy, sortOrder), pagination),
    sortInfo: { sortBy, sortOrder, ...(sortBy === wanted ? {} : { errors: [`${wanted} is not supported`] }) },
    filterInfo: { filters },
  }
}
