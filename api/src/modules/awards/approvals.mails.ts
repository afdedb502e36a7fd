import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

type Facts = {
  readonly code: string
  readonly count: number
  readonly link: string
  readonly service: Settings['service']
}

/** Tells somebody of the staff that decisions wait for a signature. Which ones is behind the account. */
export function approvalsWaitingMail(locale: Locale, { code, count, link, service }: Facts): MailText {
  if (locale === 'en') {
    const lines = count === 1 ? 'One more proposed decision waits' : `${count} more proposed decisions wait`
    return {
      subject: `Progr’ESS: call ${code}, decisions wait for your approval`,
      body: `Hello,\n\n${lines} for your approval. Read, approve or send back here:\n${link}\n\n${service.name}\n${service.email}\n`,
    }
  }
  const lines =
    count === 1
      ? 'Une nouvelle proposition de décision attend votre visa'
      : `${count} nouvelles propositions de décision attendent votre visa`
  return {
    subject: `Progr’ESS : appel ${code}, des décisions attendent votre visa`,
    body: `Bonjour,\n\n${lines}. Pour les lire, les viser ou les renvoyer :\n${link}\n\n${service.name}\n${service.email}\n`,
  }
}

/** Tells whoever proposed decisions that they were sent back. Why is behind the account. */
export function approvalsReturnedMail(locale: Locale, { code, count, link, service }: Facts): MailText {
  if (locale === 'en') {
    const lines = count === 1 ? 'A decision that you proposed was' : `${count} decisions that you proposed were`
    return {
      subject: `Progr’ESS: call ${code}, decisions were sent back to you`,
      body: `Hello,\n\n${lines} sent back. Read why, change them or propose them again here:\n${link}\n\n${service.name}\n${service.email}\n`,
    }
  }
  const lines =
    count === 1
      ? 'Une décision que vous avez proposée vous est renvoyée'
      : `${count} décisions que vous avez proposées vous sont renvoyées`
  return {
    subject: `Progr’ESS : appel ${code}, des décisions vous sont renvoyées`,
    body: `Bonjour,\n\n${lines}. Pour lire pourquoi, les modifier ou les proposer à nouveau :\n${link}\n\n${service.name}\n${service.email}\n`,
  }
}
