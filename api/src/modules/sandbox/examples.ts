import { createHash } from 'node:crypto'
import type { NewReferral } from '@progress-ess/shared/referrals'
import type { IncomingReferral } from '@progress-ess/shared/sandbox'
import { WITHDRAWN_LATER } from './sandbox.rules.ts'

const TEXT = 'J’accepte que ma demande soit transmise au service choisi (bac à sable).'

/** People who do not exist. */
const PARTIES = {
  holder: {
    party: ['holder', 'Inès', 'Exemple', 'ines@example.org', '0140000001', '92050', null],
    project: ['Conserverie de quartier', 'preparing'],
    subject: 'creation',
  },
  organisation: {
    party: ['organisation', 'Paul', 'Exemple', 'paul@example.org', '0140000002', '92004', 'Recyclerie d’essai'],
    project: ['Un second atelier', 'growing'],
    subject: 'funding',
  },
  difficulties: {
    party: ['organisation', 'Lia', 'Exemple', 'lia@example.org', '0140000003', '92012', 'Épicerie d’essai'],
    project: ['Passer l’hiver', 'in_difficulty'],
    subject: 'other',
  },
  withdrawal: {
    party: ['holder', 'Noé', 'Exemple', 'noe@example.org', '0140000004', '92050', null],
    project: [`${WITHDRAWN_LATER} Atelier de couture`, 'idea'],
    subject: 'creation',
  },
} as const satisfies Record<
  IncomingReferral['scenario'],
  {
    party: readonly [NewReferral['party']['kind'], string, string, string, string, string, string | null]
    project: readonly [string, NewReferral['project']['stage']]
    subject: NewReferral['subject']
  }
>

/** A referral that lacks nothing, of an invented person, to one recipient; `marker` stands before the project’s title. */
export function exampleOf(
  scenario: IncomingReferral['scenario'],
  { recipientId, now, marker = '' }: { recipientId: string; now: Date; marker?: string },
): NewReferral {
  const { party, project, subject } = PARTIES[scenario]
  const [kind, firstName, lastName, email, phone, communeCode, organisationName] = party
  return {
    party: { kind, firstName, lastName, email, phone, communeCode, organisationName, identifier: null },
    project: { title: `${marker}${project[0]}`, summary: 'Un exemple du bac à sable.', stage: project[1] },
    subject,
    activity: 'unknown',
    recipients: [{ partnerId: recipientId }],
    basis: 'consent',
    consent: {
      purposes: ['referral'],
      recipientIds: [recipientId],
      dataCategories: [
        'identity',
        'contact',
        ...(kind === 'organisation' ? (['organisation'] as const) : []),
        'project',
      ],
      textSha256: createHash('sha256').update(TEXT).digest('hex'),
      channel: 'in_person',
      collectedBy: 'Accueil (bac à sable)',
      collectedAt: new Date(now.getTime() - 3_600_000).toISOString(),
    },
  }
}
