import type { Message, Referral } from '@progress-ess/shared/referrals'
import { blankReferral, type ReferralValues } from './newReferral.ts'

/** A saved draft that is being completed. */
export type Draft = { readonly referral: Referral; readonly message: string | null }

/** What goes with the draft to every recipient; an internal note does not. */
export const messageOf = (messages: readonly Message[]): string | null =>
  messages.findLast(({ kind, visibility }) => kind === 'message' && visibility === 'partners')?.body ?? null

/** A draft as the form of a new referral holds it. Its consent, if there is one, is kept aside: it is not typed again. */
export function valuesOf({ referral, message }: Draft, collectedBy: string): ReferralValues {
  const { party, project, subject, activity, assignments, basis, applicationId } = referral
  const { kind, firstName, lastName, email, phone, communeCode, organisationName, siret, siren, rna } = party
  return {
    ...blankReferral(collectedBy),
    party: {
      kind,
      firstName,
      lastName,
      email,
      phone,
      communeCode,
      organisationName,
      identifier: siret ?? siren ?? rna,
    },
    project: { ...project, stage: project.stage as ReferralValues['project']['stage'] },
    subject,
    activity,
    recipients: assignments.map(({ recipient, serviceId }) => ({ partnerId: recipient.partnerId, serviceId })),
    isChosen: true,
    basis: basis === 'public_task' ? 'public_task' : 'consent',
    message,
    applicationId,
  }
}
