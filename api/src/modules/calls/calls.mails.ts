import type { Locale, MailText } from '../../kit/mail.ts'

export type CallChangeKind = 'closing_moved' | 'erratum' | 'cancelled'

const SUBJECT: Readonly<Record<CallChangeKind, Readonly<Record<Locale, string>>>> = {
  closing_moved: { fr: 'la clôture est repoussée', en: 'the closing is later' },
  erratum: { fr: 'un erratum est publié', en: 'an erratum is published' },
  cancelled: { fr: 'l’appel à projets est annulé', en: 'the call is cancelled' },
}

type Facts = { readonly title: string; readonly text: string; readonly closing: string | null; readonly link: string }

/** Tells those who have a file that something of the call changed. */
export function callChangedMail(locale: Locale, kind: CallChangeKind, { title, text, closing, link }: Facts): MailText {
  const what = SUBJECT[kind][locale]
  if (locale === 'en') {
    const until = closing === null ? '' : `\nNew closing: ${closing}, Paris time.`
    return {
      subject: `Progr’ESS: ${what}`,
      body: `Hello,\n\nAbout the call “${title}”: ${what}.${until}\n\n${text}\n\n${link}\n`,
    }
  }
  const until = closing === null ? '' : `\nNouvelle clôture\u202f: ${closing}, heure de Paris.`
  return {
    subject: `Progr’ESS\u202f: ${what}`,
    body: `Bonjour,\n\nÀ propos de l’appel à projets «\u202f${title}\u202f»\u202f: ${what}.${until}\n\n${text}\n\n${link}\n`,
  }
}
