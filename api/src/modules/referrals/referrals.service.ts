import type { Basket, Referral, ReferralSummary } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { actingPartner } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { readReferral, viewReferral, withReferral } from './access.ts'
import { findInBasket } from './baskets.ts'
import { withPossibleDuplicates } from './duplicates.ts'
import { findReferrals, type ListFilter } from './listing.queries.ts'
import { summariesOf } from './referrals.views.ts'
import { applyStep, settle } from './transition.ts'

export type ListRequest = Omit<ListFilter, 'referralIds'> & {
  readonly basket?: Basket
  readonly limit: number
  readonly after?: string
  readonly sort?: 'updatedAt' | '-updatedAt'
}

/** The referrals of the caller’s partner, along the time of their last change. */
export async function listReferrals(ctx: Context, request: ListRequest): Promise<Page<ReferralSummary>> {
  const { limit, after, sort = 'updatedAt', basket, ...given } = request
  const { partnerId } = await actingPartner(ctx)
  const referralIds = basket === undefined ? null : await findInBasket(ctx, partnerId, given.side, basket)
  const filter = referralIds === null ? given : { ...given, referralIds }
  const rows = await findReferrals(ctx.db, { partnerId, now: ctx.now }, filter, {
    direction: sort === 'updatedAt' ? 'asc' : 'desc',
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, ['instant', 'uuid']) }),
  })
  const { items, next } = toPage(rows, limit, (row) => [row.updatedAt.toISOString(), row.referralId])
  const [assignments, duplicates] = await Promise.all([
    findAssignments(
      ctx.db,
      items.map(({ referralId }) => referralId),
    ),
    withPossibleDuplicates(ctx, partnerId, items),
  ])
  return { items: summariesOf(items, assignments, { partnerId, duplicates, now: ctx.now }), next }
}

/** The first reading by a recipient acknowledges: nobody has to press a button for it. */
export async function getReferral(ctx: Context, referralId: string): Promise<Referral> {
  const me = await actingPartner(ctx)
  await readReferral(ctx, me, referralId)
  const rows = await findAssignments(ctx.db, [referralId])
  if (rows.some(({ recipientPartnerId, status }) => recipientPartnerId === me.partnerId && status === 'sent')) {
    await acknowledge(ctx, referralId)
  }
  return viewReferral(ctx, me, referralId)
}

const acknowledge = (ctx: Context, referralId: string): Promise<void> =>
  withReferral(ctx, referralId, async (inner, { me, referral, assignments }) => {
    const own = assignments.find((one) => one.recipientPartnerId === me.partnerId && one.status === 'sent')
    if (own === undefined) return // somebody else read it at the same instant
    await applyStep(inner, referral, own, {
      event: 'acknowledge',
      roles: ['recipient'],
      actorPartnerId: me.partnerId,
      at: inner.now,
    })
    await settle(inner, referralId, [own])
  })
