import type { MailText } from '../../kit/mail.ts'

export type DigestCounts = {
  /** Not yet answered, of which too late; accepted and not contacted in time; open and not heard of for long. */
  readonly waiting: number
  readonly late: number
  readonly uncontacted: number
  readonly silent: number
}

const some = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`- ${count === 1 ? `une orientation ${one}` : `${count} orientations ${many}`}`]

/** Neither names nor subjects: counts, and where to look. */
export const digestMail = ({ waiting, late, uncontacted, silent }: DigestCounts, link: string): MailText => ({
  subject: 'Progr’ESS : vos orientations à traiter',
  body: `Bonjour,\n\nVotre service a aujourd’hui :\n${[
    ...some(waiting, 'à laquelle répondre', 'auxquelles répondre'),
    ...some(late, 'dont le délai est passé', 'dont le délai est passé'),
    ...some(
      uncontacted,
      'acceptée dont la personne n’a pas encore été jointe',
      'acceptées dont la personne n’a pas encore été jointe',
    ),
    ...some(silent, 'sans nouvelles depuis longtemps', 'sans nouvelles depuis longtemps'),
  ].join('\n')}\n\nOuvrez-les ici :\n${link}\n\nNe transmettez pas ce lien.\n`,
})

export const escalationMail = ({ name, count }: { name: string; count: number }, publicUrl: string): MailText => ({
  subject: 'Progr’ESS : des orientations restent sans réponse',
  body: `Bonjour,\n\n${name} n’a pas répondu à ${count === 1 ? 'une orientation' : `${count} orientations`} dans le délai après lequel vous êtes prévenu.\n\nLes voici :\n${publicUrl}/orientations\n`,
})

export const weeklyMail = (open: number, link: string): MailText => ({
  subject: 'Progr’ESS : vos orientations de la semaine',
  body: `Bonjour,\n\nVotre service suit ${open === 1 ? 'une orientation' : `${open} orientations`}. La liste, à télécharger en tableur, est ici :\n${link}\n\nNe transmettez pas ce lien : il ouvre votre espace pendant huit jours.\n`,
})
