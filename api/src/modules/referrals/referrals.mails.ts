import type { MailText } from '../../kit/mail.ts'

/** Neither names nor subjects: a count, and where to look. */
export const waitingMail = (count: number, publicUrl: string): MailText => ({
  subject: 'Progr’ESS : des orientations attendent votre réponse',
  body: `Bonjour,\n\n${count === 1 ? 'Une orientation attend' : `${count} orientations attendent`} une réponse de votre service.\n\nOuvrez-les ici :\n${publicUrl}/orientations-partenaire\n\nLa page vous envoie un lien d’accès si le vôtre n’est plus valable.\n`,
})
