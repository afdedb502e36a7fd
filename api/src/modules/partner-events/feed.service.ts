import type { EventFeed } from '@progress-ess/shared/partner-events'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { actingPartner } from '../partners/index.ts'
import { toEvent } from './events.views.ts'
import { findFeed } from './feed.queries.ts'
import { placeEvents } from './placing.service.ts'

export type FeedRequest = { readonly after: string; readonly limit: number }

export type FeedPage = { readonly partnerId: string; readonly page: EventFeed }

/** What happened after a place of the feed of the caller’s partner. */
export async function listEvents(ctx: Context, request: FeedRequest): Promise<FeedPage> {
  const { partnerId } = await actingPartner(ctx)
  const page = await readFeed(ctx, partnerId, request)
  if (page.items.length === request.limit) return { partnerId, page }
  // At its end: what has been committed since, whether or not a process beside places it in this very moment.
  // By our own clock: a sandbox whose clock was put forward must not date the deliveries of others.
  const { db, receivedAt: now, settings } = ctx
  const placed = await placeEvents({ db, now, publicUrl: settings.publicUrl })
  return { partnerId, page: placed === 0 ? page : await readFeed(ctx, partnerId, request) }
}

/** The same feed later on, if the caller still acts for its partner: an adviser may be removed meanwhile (`not-a-partner`). */
export async function readOn(ctx: Context, partnerId: string, request: FeedRequest): Promise<EventFeed> {
  if ((await actingPartner(ctx)).partnerId !== partnerId) {
    throw new Refusal('forbidden', 'not-a-partner', 'This account acts for another partner since')
  }
  return readFeed(ctx, partnerId, request)
}

async function readFeed(
  { db, settings }: Context,
  partnerId: string,
  { after, limit }: FeedRequest,
): Promise<EventFeed> {
  const rows = await findFeed(db, partnerId, after, limit)
  return {
    items: rows.map((row) => toEvent(row, settings.publicUrl)),
    next: String(rows.at(-1)?.place ?? BigInt(after)),
  }
}
