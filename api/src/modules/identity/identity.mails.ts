import type { Locale } from '@progress-ess/shared/identity'
import type { MailText } from '../../kit/mail.ts'

export const signInLinkMail = (locale: Locale, link: string): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: your sign-in link',
        body: `Hello,\n\nOpen this link to sign in. It serves once, within 20 minutes:\n${link}\n\nYou did not ask for it? Ignore this message.\n`,
      }
    : {
        subject: 'Progr’ESS : votre lien de connexion',
        body: `Bonjour,\n\nOuvrez ce lien pour vous connecter. Il sert une fois, dans les 20 minutes :\n${link}\n\nVous n’avez rien demandé ? Ignorez ce message.\n`,
      }

export const invitationMail = (locale: Locale, link: string): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: you are invited',
        body: `Hello,\n\nYou are invited to work in Progr’ESS. Open this link within 7 days to make your account:\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS : vous êtes invité',
        body: `Bonjour,\n\nVous êtes invité à travailler dans Progr’ESS. Ouvrez ce lien dans les 7 jours pour créer votre compte :\n${link}\n`,
      }

export const securityChangedMail = (locale: Locale, link: string): MailText =>
  locale === 'en'
    ? {
        subject: 'Progr’ESS: how you sign in has changed',
        body: `Hello,\n\nYour password or second factor was changed. If it was not you, ask for a sign-in link at once and set a new password:\n${link}\n`,
      }
    : {
        subject: 'Progr’ESS : votre façon de vous connecter a changé',
        body: `Bonjour,\n\nVotre mot de passe ou votre second facteur a été modifié. Si ce n’était pas vous, demandez aussitôt un lien de connexion et changez votre mot de passe :\n${link}\n`,
      }
