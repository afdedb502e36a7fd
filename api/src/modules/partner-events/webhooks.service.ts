import { randomBytes } from 'node:crypto'
import type { NewWebhook, ShownWebhook, Webhook, WebhookChange } from '@progress-ess/shared/partner-events'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { partnerForCaller } from '../partners/index.ts'
import { demandReachable } from './reach.ts'
import * as queries from './webhooks.queries.ts'
import { FORMER_SECRET_MS, judgeNumber } from './webhooks.rules.ts'
import { toWebhook } from './webhooks.views.ts'

/** 256 random bits, as Standard Webhooks writes them. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** A webhook of a partner for whom the caller may speak; another one does not exist. */
export async function ownWebhook(ctx: Context<Db | Trx>, webhookId: string): Promise<queries.WebhookRow> {
  const row = await queries.findWebhook(ctx.db, webhookId)
  if (row === undefined) throw notFound('webhook')
  try {
    await partnerForCaller(ctx, row.partnerId)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'notFound') throw notFound('webhook')
    throw error
  }
  return row
}

/** As `ownWebhook`, and nobody else changes it until the end of the transaction. */
export async function holdWebhook(ctx: Context<Trx>, webhookId: string): Promise<queries.WebhookRow> {
  await queries.lockWebhook(ctx.db, webhookId)
  return ownWebhook(ctx, webhookId)
}

const audit = (ctx: Context<Trx>, operation: string, row: { webhookId: string; partnerId: string }) =>
  recordAudit(ctx, {
    operation,
    subjectType: 'partner',
    subjectId: row.partnerId,
    data: { webhookId: row.webhookId },
  })

export async function listWebhooks(ctx: Context, partnerId: string): Promise<Webhook[]> {
  const partner = await partnerForCaller(ctx, partnerId)
  return (await queries.findWebhooks(ctx.db, partner.partnerId)).map((row) => toWebhook(row, ctx.now))
}

async function view(ctx: Context<Trx>, webhookId: string): Promise<Webhook> {
  const row = await queries.findWebhook(ctx.db, webhookId)
  if (row === undefined) throw notFound('webhook')
  return toWebhook(row, ctx.now)
}

/** From now on events are sent there. The secret is in this answer and in no other. */
export async function createWebhook(ctx: Context, partnerId: string, wanted: NewWebhook): Promise<ShownWebhook> {
  await partnerForCaller(ctx, partnerId)
  const url = await demandReachable(wanted.url, ctx.settings.isDemo)
  return inTransaction(ctx, async (inner) => {
    await queries.lockOwner(inner.db, partnerId)
    const verdict = judgeNumber(await queries.countWebhooks(inner.db, partnerId))
    if (!verdict.ok) throw new Refusal('conflict', verdict.code, verdict.detail)
    const row = {
      webhookId: newId(),
      partnerId,
      url,
      kinds: wanted.kinds,
      secret: newSecret(),
      status: 'active' as const,
      createdAt: inner.now,
      updatedAt: inner.now,
    }
    await queries.insertWebhook(inner.db, row)
    await audit(inner, 'createWebhook', row)
    return { webhook: await view(inner, row.webhookId), secret: row.secret }
  })
}

/** Changes, pauses or takes up again. While it is paused deliveries wait; taken up again, they begin anew. */
export async function updateWebhook(
  ctx: Context,
  webhookId: string,
  version: number,
  change: WebhookChange,
): Promise<Webhook> {
  await ownWebhook(ctx, webhookId)
  const url = change.url === undefined ? undefined : await demandReachable(change.url, ctx.settings.isDemo)
  return inTransaction(ctx, async (inner) => {
    const row = await holdWebhook(inner, webhookId)
    const { kinds, status } = change
    const saved = await queries.saveWebhook(
      inner.db,
      { webhookId, version },
      {
        ...(url === undefined ? {} : { url }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(status === undefined ? {} : { status, statusReason: status === 'paused' ? 'asked' : null }),
        ...(status === 'active' && row.status !== 'active' ? { failingSince: null } : {}),
      },
      inner.now,
    )
    if (saved === undefined) throw staleVersion(row.version)
    if (status === 'active' && row.status !== 'active') {
      await queries.restartWaiting(inner.db, webhookId, inner.receivedAt)
    }
    await audit(inner, 'updateWebhook', row)
    return view(inner, webhookId)
  })
}

export const deleteWebhook = (ctx: Context, webhookId: string): Promise<void> =>
  inTransaction(ctx, async (inner) => {
    const row = await holdWebhook(inner, webhookId)
    await queries.deleteWebhook(inner.db, webhookId)
    await audit(inner, 'deleteWebhook', row)
  })

/** A new secret. For 24 hours deliveries carry the former one’s signature too; one that is older signs no more. */
export const rotateWebhookSecret = (ctx: Context, webhookId: string): Promise<ShownWebhook> =>
  inTransaction(ctx, async (inner) => {
    const row = await holdWebhook(inner, webhookId)
    const secret = newSecret()
    await queries.saveWebhook(
      inner.db,
      row,
      {
        secret,
        formerSecret: row.secret,
        formerUntil: new Date(inner.receivedAt.getTime() + FORMER_SECRET_MS),
      },
      inner.now,
    )
    await audit(inner, 'rotateWebhookSecret', row)
    return { webhook: await view(inner, webhookId), secret }
  })
