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

type FailureFacts = { readonly callTitle: string; readonly link: string; readonly service: Settings['service'] }

/** Tells managers that what was planned did not take place. Why stands on the page: it may name files. */
export function publicationFailedMail(locale: Locale, { callTitle, link, service }: FailureFacts): MailText {
  if (locale === 'en') {
    return {
      subject: 'Progr’ESS: a planned publication did not take place',
      body: `Hello,\n\nThe results of “${callTitle}” were to be published by themselves, with their letters. Something stood against it. Read what, mend it, and publish or choose another instant:\n${link}\n\n${service.name}\n${service.email}\n`,
    }
  }
  return {
    subject: 'Progr’ESS : une publication prévue n’a pas eu lieu',
    body: `Bonjour,\n\nLes résultats de « ${callTitle} » devaient se publier d’eux-mêmes, avec leurs courriers. Quelque chose s’y est opposé. Lisez quoi, corrigez-le, puis publiez ou choisissez un autre instant :\n${link}\n\n${service.name}\n${service.email}\n`,
  }
}
