import type { Settings } from '../../kit/context.ts'
import type { Locale, MailText } from '../../kit/mail.ts'

type What = 'proposed' | 'confirmed' | 'rejected'
type Facts = { readonly link: string; readonly service: Settings['service'] }

const FR: Readonly<Record<What, string>> = {
  proposed:
    'Un nouveau compte bancaire vient d’être proposé pour votre structure. Il ne servira qu’après une vérification par le service.',
  confirmed: 'Le nouveau compte bancaire de votre structure est vérifié. Les prochains versements y seront faits.',
  rejected: 'Le compte bancaire proposé pour votre structure n’a pas été retenu. La raison se lit dans votre espace.',
}
const EN: Readonly<Record<What, string>> = {
  proposed: 'A new bank account was proposed for your organisation. It will be used only after a check by the service.',
  confirmed: 'The new bank account of your organisation is checked. The next payments go there.',
  rejected: 'The bank account that was proposed for your organisation was not accepted. The reason is in your space.',
}

/** Neither the number nor a name: what changed is read behind the account. */
export function bankAccountMail(locale: Locale, what: What, { link, service }: Facts): MailText {
  const foot = `${link}\n\n${service.name}\n${service.email} · ${service.phone}\n`
  if (locale === 'en') {
    return {
      subject: 'Progr’ESS: the bank account of your organisation',
      body: `Hello,\n\n${EN[what]}\nIf nobody of your organisation asked for this, tell us at once.\n\n${foot}`,
    }
  }
  return {
    subject: 'Progr’ESS : le compte bancaire de votre structure',
    body: `Bonjour,\n\n${FR[what]}\nSi personne de votre structure n’en est à l’origine, prévenez-nous sans attendre.\n\n${foot}`,
  }
}
