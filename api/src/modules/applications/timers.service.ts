import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { queueMails } from '../../kit/mail.ts'
import { findRecipients } from '../organisations/index.ts'
import { reminderMail } from './applications.mails.ts'
import * as queries from './timers.queries.ts'

const BATCH = 200
const HOUR = 3_600_000

/** A submission that began in time may still be on its way: longer than a request may last. */
const ON_ITS_WAY_MS = 240_000

/** Ends drafts whose call is over. Each in its own transaction; run again, it finds nothing left. */
export async function expireDrafts(ctx: Context): Promise<void> {
  const at = new Date(ctx.now.getTime() - ON_ITS_WAY_MS)
  await inBatches(
    () => queries.findExpired(ctx.db, at, BATCH),
    ({ applicationId }) =>
      inTransaction(ctx, async (inner) => {
        const version = await queries.expireDraft(inner.db, applicationId, inner.now)
        if (version === null) return
        await recordAudit(inner, {
          operation: 'expireDrafts',
          subjectType: 'application',
          subjectId: applicationId,
          versionBefore: version - 1,
          versionAfter: version,
          data: { from: 'draft', to: 'expired' },
        })
      }),
  )
}

/** Works through all that `find` finds; each piece of work must take its row out of what is found. */
async function inBatches<Row>(find: () => Promise<Row[]>, work: (row: Row) => Promise<void>): Promise<void> {
  let rows: Row[]
  do {
    rows = await find()
    for (const row of rows) await work(row)
  } while (rows.length === BATCH)
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
    await inBatches(
      () => queries.findToRemind(ctx.db, kind, ctx.now, until, BATCH),
      (draft) => inTransaction(ctx, (inner) => remind(inner, draft, kind, covers)),
    )
  }
}

type Kind = (typeof REMINDERS)[number]['kind']
type Draft = Awaited<ReturnType<typeof queries.findToRemind>>[number]

/** Notes the reminder with those that it makes needless, then writes to all who may submit. */
async function remind(ctx: Context<Trx>, draft: Draft, kind: Kind, covers: readonly Kind[]): Promise<void> {
  const { applicationId, closesAt, callTitle } = draft
  const note = (covered: Kind) =>
    queries.noteReminder(ctx.db, { applicationId, kind: covered, closesAt, sentAt: ctx.now })
  if (!(await note(kind))) return
  for (const covered of covers) if (covered !== kind) await note(covered)
  const link = `${ctx.settings.publicUrl}/mes-dossiers/${applicationId}`
  await queueMails(ctx, await findRecipients(ctx.db, draft.organisationId), {
    template: 'draft-reminder',
    dedupeKey: `draft-reminder:${applicationId}:${kind}:${closesAt.toISOString()}`,
    write: (locale) => reminderMail(locale, { callTitle, closesAt, link }),
  })
}
