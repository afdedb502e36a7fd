import type { MailText } from '../../kit/mail.ts'
import { instantInParis } from '../../kit/paris.ts'

export const partnerLinkMail = (link: string, expiresAt: Date): MailText => ({
  subject: 'Progr’ESS : votre accès aux orientations',
  body: `Bonjour,\n\nOuvrez ce lien pour lire et traiter les orientations de votre service :\n${link}\n\nIl fonctionne jusqu’au ${instantInParis(expiresAt, 'fr')} (heure de Paris). Passé ce délai, la page vous en propose un nouveau. Ne le transmettez pas.\n`,
})

export const keyEndsMail = (key: { name: string; hint: string; expiresAt: Date; partnerName: string }): MailText => ({
  subject: 'Progr’ESS : une clé de l’API arrive à son terme',
  body: `Bonjour,\n\nLa clé « ${key.name} » (${key.hint}…) de ${key.partnerName} cesse de fonctionner le ${instantInParis(key.expiresAt, 'fr')} (heure de Paris).\n\nDemandez-en une nouvelle au Département : les deux fonctionnent ensemble, le temps de changer.\n`,
})
