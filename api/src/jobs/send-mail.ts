import { createTransport } from 'nodemailer'
import type { Db } from '../db/database.ts'
import type { Clock } from '../kit/clock.ts'

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
  const mailId = (payload as { mailId?: unknown }).mailId
  if (typeof mailId !== 'string') throw new Error('send-mail needs a mailId')
  await db.transaction().execute(async (trx) => {
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
      .set({ sentAt: clock(), attempts: mail.attempts + 1 })
      .where('mailId', '=', mailId)
      .execute()
  })
}
