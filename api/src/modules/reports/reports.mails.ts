import type { Settings } from '../../kit/context.ts'
import { inWords } from '../../kit/words.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

export type ReportMail = 'soon' | 'late' | 'changes' | 'accepted' | 'refund'
type Facts = {
  readonly number: string
  readonly link: string
  readonly dueOn: string
  readonly service: Settings['service']
}

const SUBJECTS: Readonly<Record<Locale, Readonly<Record<ReportMail, (number: string) => string>>>> = {
  fr: {
    soon: (number) => `Progr’ESS : le bilan du dossier ${number} est attendu`,
    late: (number) => `Progr’ESS : le bilan du dossier ${number} est en retard`,
    changes: (number) => `Progr’ESS : le bilan du dossier ${number} est à corriger`,
    accepted: (number) => `Progr’ESS : le bilan du dossier ${number} est accepté`,
    refund: (number) => `Progr’ESS : une demande de reversement, dossier ${number}`,
  },
  en: {
    soon: (number) => `Progr’ESS: the report on file ${number} is expected`,
    late: (number) => `Progr’ESS: the report on file ${number} is late`,
    changes: (number) => `Progr’ESS: the report on file ${number} is to be corrected`,
    accepted: (number) => `Progr’ESS: the report on file ${number} is accepted`,
    refund: (number) => `Progr’ESS: money is claimed back, file ${number}`,
  },
}

const BODIES: Readonly<Record<Locale, Readonly<Record<ReportMail, (day: string) => string>>>> = {
  fr: {
    soon: (day) => `Le compte rendu financier de votre projet est attendu le ${day} au plus tard.`,
    late: (day) =>
      `Le compte rendu financier de votre projet était attendu le ${day}. Remettez-le, ou écrivez-nous si quelque chose vous en empêche.`,
    changes: () =>
      'Votre compte rendu financier vous revient : lisez ce qui est à corriger, et remettez-le de nouveau.',
    accepted: () => 'Votre compte rendu financier est accepté.',
    refund: (day) =>
      `Une partie de la subvention versée est à reverser le ${day} au plus tard. Le montant et la raison se lisent dans votre espace ; vous pouvez nous présenter vos observations.`,
  },
  en: {
    soon: (day) => `The financial report on your project is expected by ${day}.`,
    late: (day) =>
      `The financial report on your project was expected by ${day}. Submit it, or write to us if something prevents it.`,
    changes: () => 'Your financial report comes back to you: read what is to be corrected, and submit it again.',
    accepted: () => 'Your financial report is accepted.',
    refund: (day) =>
      `A part of the grant that was paid is to be paid back by ${day}. The amount and the reason are in your space; you may send us your observations.`,
  },
}

/** The number of the file alone in the subject; amounts and reasons are behind the account. */
export function reportMail(locale: Locale, what: ReportMail, { number, link, dueOn, service }: Facts): MailText {
  const day = locale === 'fr' ? inWords.day(dueOn) : dueOn
  return {
    subject: SUBJECTS[locale][what](number),
    body: `${locale === 'fr' ? 'Bonjour' : 'Hello'},\n\n${BODIES[locale][what](day)}\n${link}\n\n${service.name}\n${service.email} · ${service.phone}\n`,
  }
}
