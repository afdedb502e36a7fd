import { type Basket, BASKETS, type ReferralBaskets } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import { actingPartner } from '../partners/index.ts'
import { basketsOf } from './baskets.rules.ts'
import { clockOf } from './clocks.ts'
import * as queries from './reminders.queries.ts'

export type Side = 'source' | 'recipient' | undefined

/** Every open assignment of the partner with the baskets that it lies in. */
async function sorted(ctx: Context, partnerId: string, side: Side) {
  const rows = [
    ...(side === 'source' ? [] : await queries.findReceived(ctx.db, partnerId)),
    ...(side === 'recipient' ? [] : await queries.findSent(ctx.db, partnerId)),
  ]
  return rows.map((row) => {
    const clock = clockOf(row, ctx.now)
    return { referralId: row.referralId, clock, baskets: basketsOf({ ...row, clock }) }
  })
}

/** Counts referrals, not assignments: one that was sent to both chambers waits once. */
export async function getReferralBaskets(ctx: Context, side: Side): Promise<ReferralBaskets> {
  const { partnerId } = await actingPartner(ctx)
  const rows = await sorted(ctx, partnerId, side)
  const count = (basket: Basket): number =>
    new Set(rows.filter(({ baskets }) => baskets.includes(basket)).map(({ referralId }) => referralId)).size
  const due = rows.flatMap(({ clock }) => (clock === null || clock.isPaused || clock.isLate ? [] : [clock.dueAt]))
  return {
    items: BASKETS.map((basket) => ({ basket, count: count(basket) })),
    total: count('open'),
    nextDueAt: due.sort()[0] ?? null,
  }
}

/** The referrals of a basket, for the list. */
export async function findInBasket(ctx: Context, partnerId: string, side: Side, basket: Basket): Promise<string[]> {
  const rows = await sorted(ctx, partnerId, side)
  return [...new Set(rows.filter(({ baskets }) => baskets.includes(basket)).map(({ referralId }) => referralId))]
}
