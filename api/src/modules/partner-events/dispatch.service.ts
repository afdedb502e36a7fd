import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import type { Trx } from '../../db/database.ts'
import { transact } from '../../db/transaction.ts'
import { queueMail } from '../../kit/mail.ts'
import type { Answer } from './caller.ts'
import * as dispatch from './dispatch.queries.ts'
import { webhookGoneMail, webhookPausedMail } from './webhooks.mails.ts'
import * as queries from './webhooks.queries.ts'
import { afterFailure, retryAt } from './webhooks.rules.ts'

/** How long an outage has lasted when its end brings forward what waits for a later try: not after each single failure. */
const OUTAGE_MS = 15_000

export type Sent = dispatch.Held & { readonly deliveryId: string }

export const hasArrived = ({ status }: Answer): boolean => status !== null && status >= 200 && status < 300

/** Keeps that it arrived and takes the next one of its lane, in one commit: as much is written to the disk once instead of thrice. */
export async function keepSuccess(
  { db, now }: Context,
  held: Sent,
  { status, until }: { readonly status: number; readonly until: Date },
): Promise<dispatch.Held | undefined> {
  const [failingSince, next] = await transact(db, (trx) =>
    Promise.all([dispatch.recordSuccess(trx, { ...held, status, now }), dispatch.takeNext(trx, held, now, until)]),
  )
  if (failingSince !== null && now.getTime() - failingSince.getTime() >= OUTAGE_MS) {
    await dispatch.wakeLanes(db, held.webhookId, now)
  }
  return next
}

/** Plans the next try, or gives up; disables a webhook that is gone, and pauses one that has failed for a day. */
export const keepFailure = (ctx: Context, held: Sent, answer: Answer): Promise<void> =>
  inTransaction(ctx, async (inner) => {
    const { db, now } = inner
    if ((await queries.lockWebhook(db, held.webhookId)) === undefined) return
    // A test says something of the address, and nothing of how deliveries fare.
    const isTest = held.kind === 'webhook.tested'
    const failingSince = isTest ? now : await dispatch.markFailing(db, held.webhookId, now)
    const verdict = afterFailure({ failingSince }, { status: answer.status, now })
    const failures = held.failures + 1
    const next = retryAt({
      failures,
      firstAttemptAt: held.firstAttemptAt ?? now,
      now,
      retryAfterMs: answer.retryAfterMs,
      random: Math.random(),
    })
    // What fails with everything else is not given up: it waits for the webhook to be taken up again.
    const isLast = isTest || (next === null && verdict === 'goes-on')
    await dispatch.recordFailure(db, { ...held, ...answer, now, isLast })
    const change = isLast ? { nextAttemptAt: now, failures: 0 } : { nextAttemptAt: next ?? now, failures }
    await dispatch.releaseLane(db, held, change)
    if (verdict !== 'goes-on') await stop(inner, held.webhookId, verdict)
  })

async function stop(ctx: Context<Trx>, webhookId: string, reason: 'gone' | 'failing'): Promise<void> {
  const row = await queries.findWebhook(ctx.db, webhookId)
  if (row?.status !== 'active') return
  const status = reason === 'gone' ? 'disabled' : 'paused'
  await queries.saveWebhook(ctx.db, row, { status, statusReason: reason }, ctx.now)
  if (reason === 'gone') await queries.dropWaiting(ctx.db, webhookId)
  await recordAudit(ctx, {
    operation: 'stopWebhook',
    subjectType: 'partner',
    subjectId: row.partnerId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { webhookId, reason },
  })
  const { name: partnerName, contactEmail } = await queries.findContact(ctx.db, row.partnerId)
  const write = reason === 'gone' ? webhookGoneMail : webhookPausedMail
  await queueMail(ctx, {
    ...write({ url: row.url, partnerName }),
    template: `webhook-${reason}`,
    recipient: contactEmail,
    locale: 'fr',
  })
}
