import { createHash } from 'node:crypto'
import type { PartnerEvent } from '@progress-ess/shared/partner-events'
import type { CodeMapping } from '@progress-ess/shared/partners'
import type { Step } from './store.ts'

/** A partner’s own words. */
export type Words = {
  readonly outcome: string
  readonly full: string
  readonly subject: string
  readonly map: readonly CodeMapping[]
}

export const CCI_WORDS: Words = {
  outcome: 'RDV-FAIT',
  full: 'COMPLET',
  subject: 'CREA-ENT',
  map: [
    { kind: 'outcome', theirs: 'RDV-FAIT', ours: 'appointment_held' },
    { kind: 'outcome', theirs: 'DIAG', ours: 'diagnosis_done' },
    { kind: 'decline_reason', theirs: 'COMPLET', ours: 'at_capacity' },
    { kind: 'decline_reason', theirs: 'HORS-CHAMP', ours: 'out_of_scope' },
    { kind: 'subject', theirs: 'CREA-ENT', ours: 'creation' },
  ],
}

export const CMA_WORDS: Words = {
  outcome: 'A12',
  full: 'R03',
  subject: 'S1',
  map: [
    { kind: 'outcome', theirs: 'A12', ours: 'support_started' },
    { kind: 'decline_reason', theirs: 'R03', ours: 'at_capacity' },
    { kind: 'decline_reason', theirs: 'R01', ours: 'out_of_scope' },
    { kind: 'subject', theirs: 'S1', ours: 'creation' },
  ],
}

/** 0 to 99, the same for the same referral at each start. */
const diceOf = (referralId: string): number => createHash('sha256').update(referralId).digest().readUInt16BE(0) % 100

type WithoutKey<T> = T extends unknown ? Omit<T, 'key'> : never

/**
 * What this partner does when it is told of an event. Without `isAutomatic` it only reads, answers nothing and leaves the
 * rest to people; `isSteady` never takes back what it sent. A pure function of the event: after a kill it says the same again, under the same keys.
 */
export function stepsAfter(
  event: PartnerEvent,
  {
    partnerId,
    words,
    isAutomatic,
    isSteady,
  }: { partnerId: string; words: Words; isAutomatic: boolean; isSteady: boolean },
): Step[] {
  const { type, subject: referralId, data } = event
  const assignmentId = String(data['assignmentId'] ?? '')
  const isMine = data['recipientId'] === partnerId
  const dice = diceOf(referralId)
  const steps: WithoutKey<Step>[] = []
  const record = (body: Extract<Step, { do: 'event' }>['body']) =>
    steps.push({ do: 'event', referralId, assignmentId, body })
  if (type === 'consent.withdrawn') {
    steps.push({ do: 'erase', referralId, consentId: String(data['consentId'] ?? '') })
  } else if (isMine && type === 'assignment.send') {
    steps.push({ do: 'read', referralId })
    if (isAutomatic && dice < 10)
      record({ event: 'decline', reasonCode: words.full, text: 'Plus de place ce mois-ci.' })
    else if (isAutomatic && dice < 25) record({ event: 'request_info', text: 'Quel est le budget ?' })
    else if (isAutomatic) record({ event: 'accept', ownerName: 'Pôle entreprises' })
  } else if (isMine && isAutomatic) {
    if (type === 'assignment.provide_info') record({ event: 'accept', ownerName: 'Pôle entreprises' })
    if (type === 'assignment.reopen') record({ event: 'accept', ownerName: 'Pôle entreprises' })
    if (type === 'assignment.accept') {
      steps.push({ do: 'reach', referralId, assignmentId })
      record({ event: 'start' })
    }
    if (type === 'assignment.start' && dice >= 80) {
      record({ event: 'hold', text: 'Congés', until: new Date(Date.parse(event.time) + 30 * 86_400_000).toISOString() })
    } else if (type === 'assignment.start' || type === 'assignment.resume') {
      record({ event: 'complete', outcomes: [{ code: words.outcome }] })
    }
    if (type === 'assignment.hold') record({ event: 'resume' })
  } else if (!isMine && isAutomatic) {
    if (type === 'assignment.request_info') record({ event: 'provide_info', text: 'Dix mille euros.' })
    if (type === 'assignment.decline' && dice % 2 === 0) record({ event: 'reopen', text: 'Une place s’est libérée.' })
    if (type === 'assignment.accept' && dice % 3 === 0) steps.push({ do: 'write', referralId, text: 'Merci !' })
    // Against whatever the recipient does in the same moment.
    if (!isSteady && type === 'assignment.acknowledge' && dice >= 70 && dice < 76)
      steps.push({ do: 'cancel', referralId })
  }
  return steps.map((step, index) => ({ ...step, key: `${event.id}.${index}` }))
}
