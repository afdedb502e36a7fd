import type { LetterOutbox } from '@progress-ess/shared/letters'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { queueMails } from '../../kit/mail.ts'
import { addJob } from '../../kit/queue.ts'
import { Refusal } from '../../kit/refusal.ts'
import { getAwardProcedure, publishResults } from '../awards/index.ts'
import { publicationFailedMail } from './letters.mails.ts'
import { findLetterCall, findManagers, savePublishAt, savePublishFailure } from './letters.queries.ts'
import { getLetterOutbox } from './outbox.service.ts'
import { send } from './sending.service.ts'
import { findCall } from './templates.service.ts'

/** Sets, moves or takes back the instant at which the results are published by themselves. */
export function schedulePublication(ctx: Context, callId: string, publishAt: Date | null): Promise<LetterOutbox> {
  return inTransaction(ctx, async (inner) => {
    const call = await findCall(inner, callId)
    if (call.status !== 'published') {
      throw new Refusal('conflict', 'call-wrong-status', `The results of a call that is ${call.status} are not planned`)
    }
    if (publishAt !== null && publishAt <= inner.now) {
      throw new Refusal('conflict', 'publication-in-the-past', 'This instant has passed')
    }
    const { acceptDays, offersByItself } = await getAwardProcedure(inner, callId)
    await savePublishAt(inner.db, { callId, publishAt, acceptDays, offersByItself }, inner.now)
    if (publishAt !== null) {
      const payload = { callId, publishAt: publishAt.toISOString() }
      await addJob(inner.db, 'publish-on-date', payload, { key: `publish-on-date:${callId}`, runAt: publishAt })
    }
    const data = { publishAt: publishAt?.toISOString() ?? null }
    await recordAudit(inner, { operation: 'schedulePublication', subjectType: 'call', subjectId: callId, data })
    return getLetterOutbox(inner, callId)
  })
}

/**
 * Publishes the results at the instant that was set, and sends the approved letters. A job of another date, or one that runs
 * again, finds nothing to do. What cannot be published then is noted in the trail, shown where it was planned, and told to
 * the managers: applicants wait for it.
 */
export async function publishOnDate(ctx: Context, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { callId, publishAt } = payload
  if (typeof callId !== 'string') return
  const call = await findLetterCall(ctx.db, callId)
  if (call?.publishAt == null || call.publishAt.toISOString() !== publishAt || call.publishAt > ctx.now) return
  try {
    if (call.status === 'published') await publishResults(ctx, callId)
    // The mail of the publication leads to the same page: one mail is enough.
    await send(ctx, callId, false)
    await inTransaction(ctx, (inner) => savePublishFailure(inner.db, callId, null, inner.now))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code } = error
    await inTransaction(ctx, async (inner) => {
      await savePublishFailure(inner.db, callId, code, inner.now)
      await recordAudit(inner, { operation: 'publishOnDate', subjectType: 'call', subjectId: callId, data: { code } })
      const { publicUrl, service } = inner.settings
      const facts = { callTitle: call.title, link: `${publicUrl}/attribution/${callId}/courriers`, service }
      await queueMails(inner, await findManagers(inner.db), {
        template: 'publication-failed',
        dedupeKey: `publication-failed:${callId}:${publishAt}:${code}`,
        write: (locale) => publicationFailedMail(locale, facts),
      })
    })
  }
}
