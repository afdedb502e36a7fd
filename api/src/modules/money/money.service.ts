import type { FollowedAward, OrganisationMoney } from '@progress-ess/shared/money'
import type { Context } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound } from '../../kit/refusal.ts'
import { findAnyOrganisation, standingTowards } from '../organisations/index.ts'
import * as queries from './money.queries.ts'
import { toFollowedAward } from './money.views.ts'

type Filter = { callId?: string; isLate?: boolean; limit: number; after?: string }

export async function listFollowedAwards(ctx: Context, { after, ...filter }: Filter): Promise<Page<FollowedAward>> {
  const today = dayInParis(ctx.now)
  const key = after === undefined ? null : decodeCursor(after, ['instant', 'uuid'])
  const rows = await queries.findFollowed(ctx.db, { ...filter, today, after: key })
  const page = toPage(rows, filter.limit, (row) => [row.committedAt.toISOString(), row.awardId])
  return { items: page.items.map((row) => toFollowedAward(row, today, true)), next: page.next }
}

const ENDED: ReadonlySet<string> = new Set(['renounced', 'lapsed', 'terminated'])

/** Sums of the same rows that are listed: what one reads adds up. */
export async function getOrganisationMoney(ctx: Context, organisationId: string): Promise<OrganisationMoney> {
  const organisation = await findAnyOrganisation(ctx.db, organisationId)
  if (organisation === undefined) throw notFound('organisation')
  const { isStaff } = await standingTowards(ctx, organisationId, 'organisation')
  const [rows, askedCents] = await Promise.all([
    queries.findFollowedOf(ctx.db, organisationId, isStaff ? 'all' : 'published', dayInParis(ctx.now)),
    queries.findAsked(ctx.db, organisationId),
  ])
  const items = rows.map((row) => toFollowedAward(row, dayInParis(ctx.now), isStaff))
  const sum = (value: (item: FollowedAward) => number): number => items.reduce((total, item) => total + value(item), 0)
  return {
    organisationId,
    organisationName: organisation.name,
    askedCents,
    awardedCents: sum(({ committedCents }) => committedCents),
    paidCents: sum(({ paidCents }) => paidCents),
    owedCents: sum((item) => (ENDED.has(item.awardStatus) ? 0 : item.committedCents - item.paidCents)),
    claimedCents: sum(({ claimedCents }) => claimedCents),
    lateReportCount: items.filter((item) => item.isReportLate).length,
    items,
  }
}
