import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { findRecipients } from '../organisations/index.ts'
import { reminderMail } from './applications.mails.ts'
import * as queries from './timers.queries.ts'

const BATCH = 200
const HOUR = 3_600_000

/** Ends drafts whose call is over. Each in its own transaction; run again, it finds nothing left. */
export async function expireDrafts(ctx: Context): Promise<void> {
  for (const { applicationId } of await queries.findExpired(ctx.db, ctx.now, BATCH)) {
    await inTransaction(ctx, async (inner) => {
      if (!(await queries.expireDraft(inner.db, applicationId, inner.now))) return
      await recordAudit(inner, {
        operation: 'expireDrafts',
        subjectType: 'application',
        subjectId: applicationId,
        data: { from: 'draft', to: 'expired' },
      })
    })
  }
}

/** Nearest first: a draft started on the last day is reminded once, not three times. */
const REMINDERS = [
  { kind: '2h', ms: 2 * HOUR, covers: ['2h', '2d', '7d'] },
  { kind: '2d', ms: 48 * HOUR, covers: ['2d', '7d'] },
  { kind: '7d', ms: 168 * HOUR, covers: ['7d'] },
] as const

/** Reminds of drafts 7 days, 2 days and 2 hours before the closing; each once, and again when the closing moved. */
export async function remindDrafts(ctx: Context): Promise<void> {
  for (const { kind, ms, covers } of REMINDERS) {
    const until = new Date(ctx.now.getTime() + ms)
    for (const draft of await queries.findToRemind(ctx.db, kind, ctx.now, until, BATCH)) {
      await inTransaction(ctx, async (inner) => {
        const { applicationId, closesAt } = draft
        const note = (covered: (typeof covers)[number]) =>
          queries.noteReminder(inner.db, { applicationId, kind: covered, closesAt, sentAt: inner.now })
        if (!(await note(kind))) return
        for (const covered of covers) if (covered !== kind) await note(covered)
        for (const { email, locale } of await findRecipients(inner.db, draft.organisationId)) {
          await queueMail(inner, {
            ...reminderMail(locale, {
              callTitle: draft.callTitle,
              closesAt,
              link: `${inner.settings.publicUrl}/mes-dossiers/${applicationId}`,
            }),
            template: 'draft-reminder',
            recipient: email,
            locale,
            dedupeKey: `draft-reminder:${applicationId}:${kind}:${closesAt.toISOString()}:${email}`,
          })
        }
      })
    }
  }
}
