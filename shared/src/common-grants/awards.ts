import { Type, type Static } from 'typebox'
import { Many, Money, PagingQuery, SingleDate } from './schemas.ts'

/** Awards of CommonGrants 0.4: what was given, to whom, and how much was paid of it. */
export const GrantAward = Type.Object({
  id: Type.String({ format: 'uuid' }),
  title: Type.String(),
  description: Type.String(),
  status: Type.Object({
    value: Type.Enum(['awarded', 'completed', 'cancelled']),
    description: Type.String(),
  }),
  identifiers: Type.Object({ fileNumber: Type.String() }),
  funding: Type.Object({ requestedAmount: Money, awardedAmount: Money, disbursedAmount: Money }),
  keyDates: Type.Object({ awardDate: SingleDate }),
  opportunity: Type.Object({ id: Type.String({ format: 'uuid' }), title: Type.String() }),
  funders: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  recipientOrganizations: Type.Object({ primary: Type.Object({ id: Type.String(), name: Type.String() }) }),
  source: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  lastModifiedAt: Type.String({ format: 'date-time' }),
})
export type GrantAward = Static<typeof GrantAward>

const Amount = Type.Object({
  amount: Type.String({ pattern: '^-?[0-9]+\\.?[0-9]*$', maxLength: 15 }),
  currency: Type.String({ maxLength: 3 }),
})
const AwardFilters = Type.Object(
  {
    status: Type.Optional(
      Type.Object({
        operator: Type.Enum(['in', 'notIn']),
        value: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
      }),
    ),
    awardDateRange: Type.Optional(
      Type.Object({
        operator: Type.Enum(['between', 'outside']),
        value: Type.Object({
          min: Type.Optional(Type.String({ format: 'date' })),
          max: Type.Optional(Type.String({ format: 'date' })),
        }),
      }),
    ),
    awardedAmountRange: Type.Optional(
      Type.Object({
        operator: Type.Enum(['between', 'outside']),
        value: Type.Object({ min: Type.Optional(Amount), max: Type.Optional(Amount) }),
      }),
    ),
  },
  { additionalProperties: false },
)
export type AwardFilters = Static<typeof AwardFilters>

export const AwardSearchBody = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  filters: Type.Optional(AwardFilters),
  sorting: Type.Optional(
    Type.Object({ sortBy: Type.String({ maxLength: 60 }), sortOrder: Type.Optional(Type.Enum(['asc', 'desc'])) }),
  ),
  pagination: Type.Optional(PagingQuery),
})
export type AwardSearch = Static<typeof AwardSearchBody>

export const FoundAwards = Type.Object({
  ...Many(GrantAward).properties,
  sortInfo: Type.Object({
    sortBy: Type.String(),
    sortOrder: Type.String(),
    errors: Type.Optional(Type.Array(Type.String())),
  }),
  filterInfo: Type.Object({ filters: AwardFilters }),
})
export const AwardParams = Type.Object({ awdId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36 }) })
