import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

type Facts = { readonly number: string; readonly link: string; readonly service: Settings['service'] }

/** Tells that a letter waits in the applicant’s space (CRPA R112-19). What it says is behind the account. */
export function letterSentMail(locale: Locale, { number, link, service }: Facts): MailText {
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: a letter on file ${number} awaits you`,
      body: `Hello,\n\nA letter on your file ${number} is in your space. Read it here:\n${link}\n\nIt counts as notified when you first open it; unopened for fifteen days, since the day of this message.\n\n${service.name}\n${service.email}\n`,
    }
  }
  return {
    subject: `Progr’ESS : un courrier sur le dossier ${number} vous attend`,
    body: `Bonjour,\n\nUn courrier sur votre dossier ${number} est dans votre espace. Lisez-le ici :\n${link}\n\nIl vous est notifié à sa première ouverture ; sans ouverture dans les quinze jours, à la date de ce message.\n\n${service.name}\n${service.email}\n`,
  }
}
