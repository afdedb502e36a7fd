import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Webhook } from '../../db/schema.ts'

export type WebhookRow = NonNullable<Awaited<ReturnType<typeof findWebhook>>>

const selectWebhooks = (db: Db | Trx) =>
  db
    .selectFrom('webhook')
    .selectAll()
    .select(
      sql<number>`(select count(*) from webhook_delivery
                    where webhook_delivery.webhook_id = webhook.webhook_id and status = 'waiting')`.as('waiting'),
    )

export const findWebhooks = (db: Db | Trx, partnerId: string) =>
  selectWebhooks(db).where('partnerId', '=', partnerId).orderBy('createdAt').orderBy('webhookId').limit(100).execute()

export const findWebhook = (db: Db | Trx, webhookId: string) =>
  selectWebhooks(db).where('webhookId', '=', webhookId).executeTakeFirst()

/** Against other changes; events may be queued for it meanwhile. */
export const lockWebhook = (trx: Trx, webhookId: string) =>
  trx.selectFrom('webhook').select('webhookId').where('webhookId', '=', webhookId).forNoKeyUpdate().executeTakeFirst()

/** So that two who create at once are counted one after the other. */
export const lockOwner = (trx: Trx, partnerId: string) =>
  trx.selectFrom('partner').select('partnerId').where('partnerId', '=', partnerId).forNoKeyUpdate().execute()

export async function countWebhooks(trx: Trx, partnerId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('webhook')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('partnerId', '=', partnerId)
    .executeTakeFirstOrThrow()
  return count
}

export const insertWebhook = (trx: Trx, row: Insertable<Webhook>) => trx.insertInto('webhook').values(row).execute()

/** Undefined when somebody else changed it since `version` was read. */
export const saveWebhook = (
  trx: Trx,
  { webhookId, version }: { webhookId: string; version: number },
  change: Updateable<Webhook>,
  now: Date,
) =>
  trx
    .updateTable('webhook')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('webhookId', '=', webhookId)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst()

export async function deleteWebhook(trx: Trx, webhookId: string): Promise<void> {
  // Whoever queues events for it comes before, or finds it gone.
  await trx.selectFrom('webhook').select('webhookId').where('webhookId', '=', webhookId).forUpdate().execute()
  await trx.deleteFrom('webhookLane').where('webhookId', '=', webhookId).execute()
  await trx.deleteFrom('webhookDelivery').where('webhookId', '=', webhookId).execute()
  await trx.deleteFrom('webhook').where('webhookId', '=', webhookId).execute()
}

/** What waits begins anew: at once, with all its attempts. */
export async function restartWaiting(trx: Trx, webhookId: string, now: Date): Promise<void> {
  await trx
    .updateTable('webhookDelivery')
    .set({ attempts: 0, firstAttemptAt: null })
    .where('webhookId', '=', webhookId)
    .where('status', '=', 'waiting')
    .execute()
  await trx
    .updateTable('webhookLane')
    .set({ failures: 0, nextAttemptAt: now })
    .where('webhookId', '=', webhookId)
    .execute()
}

/** Nobody is there any more: what waits is given up. */
export async function dropWaiting(trx: Trx, webhookId: string): Promise<void> {
  await trx
    .updateTable('webhookDelivery')
    .set({ status: 'dropped' })
    .where('webhookId', '=', webhookId)
    .where('status', '=', 'waiting')
    .execute()
  await trx.deleteFrom('webhookLane').where('webhookId', '=', webhookId).execute()
}

export const findContact = (db: Db | Trx, partnerId: string) =>
  db.selectFrom('partner').select(['name', 'contactEmail']).where('partnerId', '=', partnerId).executeTakeFirstOrThrow()
