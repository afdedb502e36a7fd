import type { MailText } from '../../kit/mail.ts'

type Stopped = { readonly url: string; readonly partnerName: string }

const hostOf = (url: string): string => new URL(url).host

export const webhookPausedMail = ({ url, partnerName }: Stopped): MailText => ({
  subject: 'Progr’ESS : l’envoi de vos notifications est suspendu',
  body: `Bonjour,\n\nDepuis 24 heures, l’adresse de notification de ${partnerName} (${hostOf(url)}) ne répond à aucun de nos envois : nous les avons suspendus.\n\nRien n’est perdu. Quand votre système répond de nouveau, remettez l’adresse en service : ce qui attend part alors, dans l’ordre. Entre-temps, le flux d’événements de l’API reste à jour.\n`,
})

export const webhookGoneMail = ({ url, partnerName }: Stopped): MailText => ({
  subject: 'Progr’ESS : une adresse de notification est désactivée',
  body: `Bonjour,\n\nL’adresse de notification de ${partnerName} (${hostOf(url)}) a répondu qu’elle n’existe plus (410) : nous n’y envoyons plus rien.\n\nSi c’est une erreur, remettez-la en service, puis demandez un nouvel envoi des notifications manquées. Le flux d’événements de l’API reste à jour.\n`,
})
