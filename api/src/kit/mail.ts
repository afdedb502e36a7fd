import { sql } from 'kysely'
import { compileOnce, type ValueOf } from '../db/compiled.ts'
import type { Db, Trx } from '../db/database.ts'
import type { Context } from './context.ts'
import { newId } from './ids.ts'
import { addJob, MOST_ATTEMPTS } from './queue.ts'

export type Locale = 'fr' | 'en'

/** A mail as its template wrote it: plain text. No personal data in the subject. */
export type MailText = { readonly subject: string; readonly body: string }

export type QueuedMail = MailText & {
  readonly template: string
  readonly recipient: string
  readonly locale: Locale
  /** The same mail is queued once. */
  readonly dedupeKey?: string
  readonly late?: LateWord
}

/** A word of the text that PostgreSQL replaces by the number of an application, which the transaction gives only now. */
export type LateWord = { readonly word: string; readonly numberOf: string }

type Row = Omit<QueuedMail, 'dedupeKey' | 'late'> & {
  readonly mailId: string
  readonly dedupeKey: string | null
  readonly createdAt: Date
  readonly word: string
  readonly numberOf: string | null
}

/** The mail and the job that sends it, in one statement: whoever holds a lock meanwhile holds it for one round trip less. */
const insertMail = compileOnce((db, value: ValueOf<Row>, { isLate }: { readonly isLate: boolean }) => {
  const written = (name: 'subject' | 'body') =>
    isLate ? sql<string>`replace(${value(name)}, ${value('word')}, number_of(${value('numberOf')}))` : value(name)
  return db
    .with('inserted', (inner) =>
      inner
        .insertInto('mail')
        .values({
          mailId: value('mailId'),
          template: value('template'),
          recipient: value('recipient'),
          locale: value('locale'),
          subject: written('subject'),
          body: written('body'),
          dedupeKey: value('dedupeKey'),
          createdAt: value('createdAt'),
        })
        .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
        .returning('mailId'),
    )
    .selectFrom('inserted')
    .select(
      sql`graphile_worker.add_job(
        identifier => 'send-mail',
        payload => json_build_object('mailId', inserted.mail_id),
        job_key => 'send-mail:' || inserted.mail_id,
        max_attempts => ${sql.lit(MOST_ATTEMPTS)}
      )`.as('job'),
    )
})

/**
 * Puts a mail in the outbox, in the transaction that caused it: it leaves if, and only if, the transaction does. What is
 * done in a sandbox writes to nobody.
 */
export async function queueMail(ctx: Context<Trx>, mail: QueuedMail): Promise<void> {
  if (ctx.actor.kind === 'partner' && ctx.actor.mode === 'test') return
  const { late, dedupeKey = null, ...text } = mail
  const { word, numberOf } = late ?? { word: '', numberOf: null }
  const row: Row = { ...text, mailId: newId(), dedupeKey, createdAt: ctx.now, word, numberOf }
  await insertMail(ctx.db, row, { isLate: late !== undefined })
}

/** One job a mail: asked twice, it waits once. */
export async function queueSending(db: Db | Trx, mailId: string): Promise<void> {
  await addJob(db, 'send-mail', { mailId }, { key: `send-mail:${mailId}` })
}

type Recipient = { readonly email: string; readonly locale: Locale }

type Circular = {
  readonly template: string
  /** Each recipient gets a mail of this key once. */
  readonly dedupeKey?: string
  readonly late?: LateWord
  readonly write: (locale: Locale) => MailText
}

/** The same mail to several people, each in his language. */
export async function queueMails(
  ctx: Context<Trx>,
  recipients: readonly Recipient[],
  { template, dedupeKey, late, write }: Circular,
): Promise<void> {
  await Promise.all(
    recipients.map(({ email, locale }) =>
      queueMail(ctx, {
        ...write(locale),
        template,
        recipient: email,
        locale,
        ...(late === undefined ? {} : { late }),
        ...(dedupeKey === undefined ? {} : { dedupeKey: `${dedupeKey}:${email}` }),
      }),
    ),
  )
}
