import type { Settings } from '../../kit/context.ts'
import { APPEAL_TEXT } from '../../kit/legal.ts'
import type { Locale, MailText } from '../../kit/mail.ts'
import { instantInParis } from '../../kit/paris.ts'

type ReceiptFacts = {
  readonly number: string
  readonly projectTitle: string
  readonly receivedAt: Date
  readonly revisionNumber: number
  readonly implicitRejectionAt: Date | null
  readonly link: string
  readonly service: Settings['service']
}

/** The receipt that time limits need (CRPA R112-11-1): reception, service, implicit rejection, means of appeal. */
export function receiptMail(locale: Locale, facts: ReceiptFacts): MailText {
  const { number, projectTitle, revisionNumber, link, service } = facts
  const received = instantInParis(facts.receivedAt, locale)
  const rejected = facts.implicitRejectionAt === null ? '–' : instantInParis(facts.implicitRejectionAt, locale)
  const contact = `${service.name}\n${service.address}\n${service.email}\n${service.phone}`
  if (locale === 'en') {
    return {
      subject: `Progr’ESS: receipt of file ${number}`,
      body: `Hello,\n\nRequest no. ${number} (${projectTitle}), version ${revisionNumber}, received on ${received}, Paris time.\n\nWithout an express decision, and provided that it is complete, it will be deemed rejected on ${rejected}.\n\nYour receipt with its fingerprint:\n${link}\n\n${contact}\n\n${APPEAL_TEXT}\n`,
    }
  }
  return {
    subject: `Progr’ESS : accusé de réception du dossier ${number}`,
    body: `Bonjour,\n\nDemande n° ${number} (${projectTitle}), version ${revisionNumber}, reçue le ${received}, heure de Paris.\n\nSans décision expresse, et si elle est complète, elle sera réputée rejetée le ${rejected}.\n\nVotre récépissé et son empreinte :\n${link}\n\nService :\n${contact}\n\n${APPEAL_TEXT}\n`,
  }
}

type CorrectionFacts = {
  readonly number: string
  /** What may be changed, as the form names it. */
  readonly labels: readonly string[]
  readonly message: string
  readonly dueAt: Date
  readonly link: string
}

/** Asks for a correction; the clock of the implicit rejection stands until its date (CRPA L114-5). */
export function correctionMail(locale: Locale, { number, labels, message, dueAt, link }: CorrectionFacts): MailText {
  const due = instantInParis(dueAt, locale)
  const parts = labels.map((label) => `– ${label}`).join('\n')
  return locale === 'en'
    ? {
        subject: `Progr’ESS: your file ${number} needs a correction`,
        body: `Hello,\n\n${message}\n\nYou may change:\n${parts}\n\nAnswer before ${due}, Paris time. Until then the time limit of implicit rejection is suspended.\n${link}\n`,
      }
    : {
        subject: `Progr’ESS : votre dossier ${number} demande un complément`,
        body: `Bonjour,\n\nVotre dossier n° ${number} est à compléter :\n${parts}\n\n${message}\n\nRépondez avant le ${due}, heure de Paris. D’ici là, le délai de rejet implicite est suspendu ; il reprend dès réception ou à ce terme (CRPA, L. 114-5).\n${link}\n`,
      }
}

type ExtensionFacts = {
  readonly callTitle: string
  readonly until: Date
  readonly reason: string
  readonly link: string
}

export function extensionMail(locale: Locale, { callTitle, until, reason, link }: ExtensionFacts): MailText {
  const later = instantInParis(until, locale)
  return locale === 'en'
    ? {
        subject: 'Progr’ESS: you have more time',
        body: `Hello,\n\nFor the call “${callTitle}”, you may submit your file until ${later}, Paris time.\n${reason}\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS : vous avez plus de temps',
        body: `Bonjour,\n\nPour l’appel à projets « ${callTitle} », vous pouvez déposer votre dossier jusqu’au ${later}, heure de Paris.\n${reason}\n${link}\n`,
      }
}

type ReminderFacts = { readonly callTitle: string; readonly closesAt: Date; readonly link: string }

/** Reminds of a draft that is not submitted yet. */
export function reminderMail(locale: Locale, { callTitle, closesAt, link }: ReminderFacts): MailText {
  const closing = instantInParis(closesAt, locale)
  return locale === 'en'
    ? {
        subject: 'Progr’ESS: your file is not submitted yet',
        body: `Hello,\n\nYour file for the call “${callTitle}” is not submitted. The call closes on ${closing}, Paris time.\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS : votre dossier n’est pas encore déposé',
        body: `Bonjour,\n\nVotre dossier pour l’appel à projets « ${callTitle} » n’est pas déposé. La clôture a lieu le ${closing}, heure de Paris.\n${link}\n`,
      }
}
