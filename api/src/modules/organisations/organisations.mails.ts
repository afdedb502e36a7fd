import type { Locale, MailText } from '../../kit/mail.ts'

/** Tells an owner that somebody asks to act for the organisation. */
export const joinRequestedMail = (locale: Locale, { who, link }: { who: string; link: string }): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: somebody asks to join your organisation',
        body: `Hello,\n\n${who} asks to act for your organisation in Progr’ESS. Accept or refuse here:\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS\u202f: une personne demande à rejoindre votre structure',
        body: `Bonjour,\n\n${who} demande à agir pour votre structure dans Progr’ESS. Acceptez ou refusez à cette adresse\u202f:\n${link}\n`,
      }

/** Tells somebody that he may act for an organisation from now on. */
export const memberAddedMail = (locale: Locale, link: string): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: you now act for an organisation',
        body: `Hello,\n\nYou were given access to an organisation in Progr’ESS. Sign in with this e-mail address:\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS\u202f: vous agissez désormais pour une structure',
        body: `Bonjour,\n\nUne structure vous a donné accès à ses dossiers dans Progr’ESS. Connectez-vous avec cette adresse de courriel\u202f:\n${link}\n`,
      }

/** Tells somebody that his request to act for an organisation was not accepted. */
export const joinRefusedMail = (locale: Locale, link: string): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: your request to join an organisation',
        body: `Hello,\n\nThe organisation did not accept your request to act for it in Progr’ESS. Speak with its owner, then ask again here if need be:\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS\u202f: votre demande de rejoindre une structure',
        body: `Bonjour,\n\nLa structure n’a pas accepté votre demande d’agir pour elle dans Progr’ESS. Parlez-en à son responsable, puis redemandez au besoin à cette adresse\u202f:\n${link}\n`,
      }
