import type { PartnerCall } from '@progress-ess/shared/partners'
import { type Context, hasRole } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { partnerForCaller } from './acting.ts'
import * as queries from './calls.queries.ts'
import { purgeTokens } from './keys.queries.ts'
import { findTwin } from './partners.queries.ts'

/** The calls of a partner, newest first; for staff with those of its sandbox. */
export async function listPartnerCalls(
  ctx: Context,
  partnerId: string,
  { limit, after }: { limit: number; after?: string },
): Promise<Page<PartnerCall>> {
  const { partnerId: id } = await partnerForCaller(ctx, partnerId)
  const twin = hasRole(ctx.actor, 'agent', 'manager', 'admin') ? await findTwin(ctx.db, id) : undefined
  const ids = twin === undefined ? [id] : [id, twin.partnerId]
  const cursor = after === undefined ? undefined : decodeCursor(after, ['number'])
  const { items, next } = toPage(await queries.findCalls(ctx.db, ids, limit, cursor), limit, ({ position }) => [
    position,
  ])
  return {
    items: items.map((row) => ({
      requestId: row.requestId,
      at: row.at.toISOString(),
      operation: row.operation,
      status: row.status,
      code: row.code,
      durationMs: row.durationMs,
      keyHint: row.hint,
    })),
    next,
  }
}

const DAY_MS = 86_400_000

/** Forgets calls after 30 days, and tokens a day after their end. */
export async function purgePartnerTraces(ctx: Context): Promise<void> {
  await queries.purgeCalls(ctx.db, new Date(ctx.now.getTime() - 30 * DAY_MS))
  await purgeTokens(ctx.db, new Date(ctx.now.getTime() - DAY_MS))
}
