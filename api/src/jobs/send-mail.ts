import { createTransport } from 'nodemailer'
import type { Db, Trx } from '../db/database.ts'
import { transact } from '../db/transaction.ts'
import type { Clock } from '../kit/clock.ts'
import { queueSending } from '../kit/mail.ts'

export type OutgoingMail = {
  readonly mailId: string
  readonly recipient: string
  readonly subject: string
  readonly body: string
}

/** Hands a mail over for good; throws when it could not, and the queue tries again. */
export type MailSender = (mail: OutgoingMail) => Promise<void>

/** Over SMTP. `Message-ID` is the mail’s own, so that a second sending can be recognised. */
export function smtpSender(smtpUrl: string, from: string): MailSender {
  const transport = createTransport(smtpUrl)
  return async ({ mailId, recipient, subject, body }) => {
    await transport.sendMail({ from, to: recipient, subject, text: body, messageId: `<${mailId}@progress-ess>` })
  }
}

/** In the demonstration nothing leaves: the mailbox page shows the outbox. */
export const demoSender: MailSender = async () => undefined

/**
 * Sends one mail of the outbox and marks it sent, under the lock of its row: two workers never send it both.
 * A second sending is possible only when the process dies between the server’s acceptance and our commit.
 */
export async function sendMail(db: Db, clock: Clock, sender: MailSender, payload: unknown): Promise<void> {
  const { mailId } = payload as { mailId?: unknown }
  if (typeof mailId !== 'string') throw new Error('send-mail needs a mailId')
  try {
    await transact(db, (trx) => sendLocked(trx, clock, sender, mailId))
  } catch (error) {
    const lastError = String(error).slice(0, 500)
    await db
      .updateTable('mail')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), lastError }))
      .where('mailId', '=', mailId)
      .where('sentAt', 'is', null)
      .execute()
    throw error // the queue tries again, later and later
  }
}

async function sendLocked(trx: Trx, clock: Clock, sender: MailSender, mailId: string): Promise<void> {
  const mail = await trx
    .selectFrom('mail')
    .select(['mailId', 'recipient', 'subject', 'body', 'attempts'])
    .where('mailId', '=', mailId)
    .where('sentAt', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (mail === undefined) return
  await sender(mail)
  await trx
    .updateTable('mail')
    .set({ sentAt: clock(), attempts: mail.attempts + 1, lastError: null })
    .where('mailId', '=', mailId)
    .execute()
}

const OVERDUE_MS = 3_600_000

/** Queues again what is unsent after an hour: a mail is not lost when its job gave up, or was deleted by hand. */
export async function requeueMail(db: Db, now: Date): Promise<void> {
  const overdue = await db
    .selectFrom('mail')
    .select('mailId')
    .where('sentAt', 'is', null)
    .where('createdAt', '<', new Date(now.getTime() - OVERDUE_MS))
    .orderBy('createdAt')
    .limit(500)
    .execute()
  for (const { mailId } of overdue) await queueSending(db, mailId)
}
