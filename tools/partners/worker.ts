import { ApiProblem, type Client } from '@progress-ess/client'
import {
  cancelReferral,
  confirmErasure,
  createReferral,
  getReferral,
  type NewReferral,
  postReferralMessage,
  recordAssignmentEvent,
  recordContactAttempt,
  type Referral,
} from '@progress-ess/shared/referrals'
import type { Card, Step } from './store.ts'

/** What a step left behind: what it learnt, or the code it was refused with (a conflict is an answer, not a fault). */
export type Done = { readonly code: string | null; readonly card: Card | null }

/** Does one step. Rejects when nobody knows whether it was done: then it is to be done again, under the same key. */
export async function perform(client: Client, step: Step, subject: string): Promise<Done> {
  try {
    return { code: null, card: await request(client, step, subject) }
  } catch (error) {
    const isFinal = error instanceof ApiProblem && error.status < 500 && ![401, 408, 429].includes(error.status)
    if (!isFinal) throw error
    return { code: error.code, card: null }
  }
}

async function request(client: Client, step: Step, subject: string): Promise<Card | null> {
  const idempotencyKey = step.key
  if (step.do === 'send') {
    return cardOf((await client.call(createReferral, { body: newReferral(step, subject), idempotencyKey })).data)
  }
  const { referralId } = step
  const params = { referralId }
  switch (step.do) {
    case 'read':
      return cardOf((await client.call(getReferral, { params })).data)
    case 'event':
      await client.call(recordAssignmentEvent, {
        params: { assignmentId: step.assignmentId },
        body: step.body,
        idempotencyKey,
      })
      return null
    case 'reach':
      await client.call(recordContactAttempt, {
        params: { assignmentId: step.assignmentId },
        body: { channel: 'phone', hasReached: true },
        idempotencyKey,
      })
      return null
    case 'write':
      await client.call(postReferralMessage, {
        params,
        body: { body: step.text, visibility: 'partners' },
        idempotencyKey,
      })
      return null
    case 'cancel':
      await client.call(cancelReferral, { params, body: { reasonCode: 'person_withdrew' }, idempotencyKey })
      return null
    case 'erase':
      await client.call(confirmErasure, { params: { consentId: step.consentId }, idempotencyKey })
      return null
  }
}

const cardOf = ({ referralId, reference, side, party, project }: Referral): Card => ({
  referralId,
  reference,
  side,
  person:
    party.organisationName ?? ([party.firstName, party.lastName].filter((part) => part !== null).join(' ') || null),
  title: project.title,
})

const FIRST_NAMES = ['Ada', 'Basile', 'Chloé', 'Driss', 'Élise', 'Farid', 'Gaëlle', 'Hugo']

/** An invented person with an invented project. */
function newReferral(step: Extract<Step, { do: 'send' }>, subject: string): NewReferral {
  const { externalRef, recipientId, covers, at } = step
  const name =
    FIRST_NAMES[Array.from(externalRef).reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % FIRST_NAMES.length] ?? ''
  return {
    externalRef,
    party: {
      kind: 'holder',
      firstName: name,
      lastName: `Exemple ${externalRef}`,
      email: `${externalRef.toLowerCase()}@example.test`,
      phone: null,
      communeCode: null,
      organisationName: null,
      identifier: null,
    },
    project: { title: `Atelier partagé ${externalRef}`, summary: null, stage: 'preparing' },
    subject,
    activity: 'unknown',
    recipients: [{ partnerId: recipientId }],
    basis: 'consent',
    consent: {
      purposes: ['referral'],
      recipientIds: [recipientId, ...covers],
      dataCategories: ['identity', 'contact', 'project'],
      textSha256: 'a'.repeat(64),
      channel: 'in_person',
      collectedBy: 'Accueil',
      collectedAt: at,
    },
  }
}
