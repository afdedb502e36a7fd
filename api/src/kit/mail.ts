import type { Db, Trx } from '../db/database.ts'
import type { Context } from './context.ts'
import { newId } from './ids.ts'
import { addJob } from './queue.ts'

export type Locale = 'fr' | 'en'

/** A mail as its template wrote it: plain text. No personal data in the subject. */
export type MailText = { readonly subject: string; readonly body: string }

export type QueuedMail = MailText & {
  readonly template: string
  readonly recipient: string
  readonly locale: Locale
  /** The same mail is queued once. */
  readonly dedupeKey?: string
}

/** Puts a mail in the outbox, in the transaction that caused it: it leaves if, and only if, the transaction does. */
export async function queueMail(ctx: Context<Trx>, mail: QueuedMail): Promise<void> {
  const inserted = await ctx.db
    .insertInto('mail')
    .values({
      mailId: newId(),
      template: mail.template,
      recipient: mail.recipient,
      locale: mail.locale,
      subject: mail.subject,
      body: mail.body,
      dedupeKey: mail.dedupeKey ?? null,
      createdAt: ctx.now,
    })
    .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
    .returning('mailId')
    .executeTakeFirst()
  if (inserted !== undefined) await queueSending(ctx.db, inserted.mailId)
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
  readonly write: (locale: Locale) => MailText
}

/** The same mail to several people, each in his language. */
export async function queueMails(
  ctx: Context<Trx>,
  recipients: readonly Recipient[],
  { template, dedupeKey, write }: Circular,
): Promise<void> {
  for (const { email, locale } of recipients) {
    await queueMail(ctx, {
      ...write(locale),
      template,
      recipient: email,
      locale,
      ...(dedupeKey === undefined ? {} : { dedupeKey: `${dedupeKey}:${email}` }),
    })
  }
}
