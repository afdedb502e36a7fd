import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

type Facts = { readonly number: string; readonly link: string; readonly service: Settings['service'] }

/** Tells a beneficiary that its agreement waits for its signature. What it says is behind the account. */
export function agreementSentMail(locale: Locale, { number, link, service }: Facts): MailText {
  const foot = `${link}\n\n${service.name}\n${service.email} · ${service.phone}\n`
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: the agreement on file ${number} is to be signed`,
      body: `Hello,\n\nThe agreement on your file ${number} is ready. Read it, have it signed, and return the signed copy here:\n${foot}`,
    }
  }
  return {
    subject: `Progr’ESS : la convention du dossier ${number} est à signer`,
    body: `Bonjour,\n\nLa convention de votre dossier ${number} est prête. Lisez-la, faites-la signer et renvoyez-en la copie signée à cette adresse :\n${foot}`,
  }
}
