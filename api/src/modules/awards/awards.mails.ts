import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

type Facts = { readonly number: string; readonly link: string; readonly service: Settings['service'] }

/** Tells an applicant that the decision on the file can be read. The decision itself is behind the account. */
export function decisionPublishedMail(locale: Locale, { number, link, service }: Facts): MailText {
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: the decision on file ${number} is published`,
      body: `Hello,\n\nThe decision on your file ${number} is published. Read it, with its reasons and the means of appeal, here:\n${link}\n\n${service.name}\n${service.email}\n`,
    }
  }
  return {
    subject: `Progr’ESS : la décision sur le dossier ${number} est publiée`,
    body: `Bonjour,\n\nLa décision sur votre dossier ${number} est publiée. Lisez-la, avec ses raisons et les voies de recours, à cette adresse :\n${link}\n\n${service.name}\n${service.email}\n`,
  }
}
