import { Type, type Static, type TSchema } from 'typebox'

/** The schemas of CommonGrants 0.4 (commongrants.org) that we answer with: its names, its envelopes. */
export const Money = Type.Object({ amount: Type.String({ pattern: '^-?[0-9]+\\.?[0-9]*$' }), currency: Type.String() })
export const SingleDate = Type.Object({
  name: Type.String(),
  eventType: Type.Literal('singleDate'),
  date: Type.String({ format: 'date' }),
  time: Type.String(),
  description: Type.Optional(Type.String()),
})
const STATUSES = ['forecasted', 'open', 'closed'] as const

export const Opportunity = Type.Object({
  id: Type.String({ format: 'uuid' }),
  title: Type.String(),
  status: Type.Object({ value: Type.Enum([...STATUSES]), description: Type.String() }),
  description: Type.String(),
  funding: Type.Object({
    totalAmountAvailable: Money,
    minAwardAmount: Type.Optional(Money),
    maxAwardAmount: Money,
  }),
  keyDates: Type.Object({ postDate: Type.Optional(SingleDate), closeDate: Type.Optional(SingleDate) }),
  acceptedApplicantTypes: Type.Array(
    Type.Object({ value: Type.String(), customValue: Type.Optional(Type.String()), description: Type.String() }),
  ),
  source: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  lastModifiedAt: Type.String({ format: 'date-time' }),
})
export type Opportunity = Static<typeof Opportunity>

const Success = { status: Type.Integer(), message: Type.String() }
const PaginationInfo = Type.Object({
  page: Type.Integer(),
  pageSize: Type.Integer(),
  totalItems: Type.Integer(),
  totalPages: Type.Integer(),
})

export const One = <T extends TSchema>(data: T) => Type.Object({ ...Success, data })
export const Many = <T extends TSchema>(item: T) =>
  Type.Object({ ...Success, items: Type.Array(item), paginationInfo: PaginationInfo })

const Paging = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100 })),
}
export const PagingQuery = Type.Object(Paging)
export type Paging = Static<typeof PagingQuery>

const Strings = Type.Object({
  operator: Type.Enum(['in', 'notIn']),
  value: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
})
const Dates = Type.Object({
  operator: Type.Enum(['between', 'outside']),
  value: Type.Object({
    min: Type.Optional(Type.String({ format: 'date' })),
    max: Type.Optional(Type.String({ format: 'date' })),
  }),
})
const Amount = Type.Object({
  amount: Type.String({ pattern: '^-?[0-9]+\\.?[0-9]*$', maxLength: 15 }),
  currency: Type.String({ maxLength: 3 }),
})
const Amounts = Type.Object({
  operator: Type.Enum(['between', 'outside']),
  value: Type.Object({ min: Type.Optional(Amount), max: Type.Optional(Amount) }),
})
export type AmountRange = Static<typeof Amounts>
const Plain = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])
const Custom = Type.Object(
  { operator: Type.String({ maxLength: 20 }), value: Type.Union([Plain, Type.Array(Plain, { maxItems: 20 })]) },
  { additionalProperties: false },
)

/** The filters of the protocol. We have none of our own: those are told to be unknown, as the protocol asks, and change nothing. */
const Filters = Type.Object(
  {
    status: Type.Optional(Strings),
    closeDateRange: Type.Optional(Dates),
    totalFundingAvailableRange: Type.Optional(Amounts),
    minAwardAmountRange: Type.Optional(Amounts),
    maxAwardAmountRange: Type.Optional(Amounts),
    customFilters: Type.Optional(
      Type.Record(Type.String({ pattern: '^\\w{1,60}$' }), Custom, { maxProperties: 20, additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)
export type Filters = Static<typeof Filters>

export const SearchBody = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  filters: Type.Optional(Filters),
  sorting: Type.Optional(
    Type.Object({
      sortBy: Type.String({ maxLength: 60 }),
      customSortBy: Type.Optional(Type.String({ maxLength: 60 })),
      sortOrder: Type.Optional(Type.Enum(['asc', 'desc'])),
    }),
  ),
  pagination: Type.Optional(Type.Object(Paging)),
})
export type Search = Static<typeof SearchBody>

export const Found = Type.Object({
  ...Many(Opportunity).properties,
  sortInfo: Type.Object({
    sortBy: Type.String(),
    sortOrder: Type.String(),
    errors: Type.Optional(Type.Array(Type.String())),
  }),
  filterInfo: Type.Object({
    filters: Filters,
    errors: Type.Optional(Type.Array(Type.String())),
  }),
})
export const OpportunityParams = Type.Object({ oppId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36 }) })
