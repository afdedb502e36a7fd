import type { MailText } from '../../kit/mail.ts'
import { instantInParis } from '../../kit/paris.ts'

/** To the person himself. Neither his project nor who referred him: mails are read over shoulders. */
export const inviteToApplyMail = ({
  link,
  callTitle,
  expiresAt,
}: {
  link: string
  callTitle: string
  expiresAt: Date
}): MailText => ({
  subject: 'Progr’ESS : vous pouvez candidater',
  body: `Bonjour,\n\nVotre projet peut être présenté à l’appel à projets « ${callTitle} ». Ouvrez ce lien : après connexion avec cette adresse, un dossier est préparé avec ce que vous avez déjà dit de votre projet. Vous le relisez, le complétez et le déposez vous-même.\n${link}\n\nIl fonctionne jusqu’au ${instantInParis(expiresAt, 'fr')} (heure de Paris). Rien n’est déposé sans vous.\n`,
})
