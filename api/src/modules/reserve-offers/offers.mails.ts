import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'
import { instantInParis } from '../../kit/paris.ts'

type Facts = {
  readonly number: string
  readonly expiresAt: Date
  readonly link: string
  readonly service: Settings['service']
}

const signed = (lines: readonly string[], service: Settings['service']): string =>
  `${lines.join('\n\n')}\n\n${service.name}\n${service.email}\n`

/** Tells the applicant of a file on the reserve list that money is offered. How much stands behind the account. */
export function offerMadeMail(locale: Locale, { number, expiresAt, link, service }: Facts): MailText {
  const until = instantInParis(expiresAt, locale)
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: an offer for file ${number}, to be answered`,
      body: signed(
        [
          'Hello,',
          `Money has come free, and it is the turn of your file ${number} on the reserve list. Accept the offer, or decline it, before ${until} (Paris time):\n${link}`,
          'Without an answer by then, it goes to the next file.',
        ],
        service,
      ),
    }
  }
  return {
    subject: `Progr’ESS : une proposition pour le dossier ${number}, à accepter ou non`,
    body: signed(
      [
        'Bonjour,',
        `Des crédits se sont libérés, et c’est le tour de votre dossier ${number} sur la liste de réserve. Acceptez la proposition, ou déclinez-la, avant le ${until} (heure de Paris) :\n${link}`,
        'Sans réponse d’ici là, elle ira au dossier suivant.',
      ],
      service,
    ),
  }
}

/** Tells that an offer no longer stands. The reason is behind the account. */
export function offerWithdrawnMail(locale: Locale, { number, link, service }: Facts): MailText {
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: the offer for file ${number} was withdrawn`,
      body: signed(
        ['Hello,', `The offer for your file ${number} no longer stands. Read the reason here:\n${link}`],
        service,
      ),
    }
  }
  return {
    subject: `Progr’ESS : la proposition pour le dossier ${number} est retirée`,
    body: signed(
      ['Bonjour,', `La proposition faite pour votre dossier ${number} est retirée. Lisez-en la raison ici :\n${link}`],
      service,
    ),
  }
}
