import { parseIdentifier } from '@progress-ess/shared/organisations'
import {
  NewConsent,
  NewReferral,
  type DuplicateSearch,
  type NewReferral as Wanted,
  type ReferredParty,
} from '@progress-ess/shared/referrals'
import { schemaErrors, type FieldError } from '../../lib/schemaErrors.ts'

type Nullish<T> = { [K in keyof T]: T[K] | null }

/** What is being typed in the form of a new referral. Nothing yet is null. */
export type ReferralValues = {
  party: ReferredParty
  project: { title: string | null; summary: string | null; stage: Wanted['project']['stage'] | null }
  subject: string | null
  activity: Wanted['activity'] | null
  /** Service by partner. */
  recipients: { partnerId: string; serviceId: string | null }[]
  /** Somebody has chosen: the proposal no longer changes it. */
  isChosen: boolean
  basis: Wanted['basis']
  consent: Nullish<Pick<NewConsent, 'channel' | 'collectedBy' | 'collectedAt'>> & {
    followUp: boolean
    statistics: boolean
    /** Whether the person also agreed to the other partners of the proposal, should one pass it on. */
    isWide: boolean
  }
  message: string | null
  applicationId: string | null
}

export const blankReferral = (collectedBy: string | null): ReferralValues => ({
  party: {
    kind: 'holder',
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    communeCode: null,
    organisationName: null,
    identifier: null,
  },
  project: { title: null, summary: null, stage: null },
  subject: null,
  activity: null,
  recipients: [],
  isChosen: false,
  basis: 'consent',
  consent: { channel: null, collectedBy, collectedAt: null, followUp: true, statistics: true, isWide: true },
  message: null,
  applicationId: null,
})

/** The party as it will be sent: a person has no structure, a structure has its number. */
export function partyOf({ party }: ReferralValues): ReferredParty {
  return party.kind === 'organisation' ? party : { ...party, organisationName: null, identifier: null }
}

/** The facts of the person’s agreement that follow from the form. `others` are the partners who may get it by a transfer. */
export function consentOf(values: ReferralValues, textSha256: string, others: readonly string[]): Nullish<NewConsent> {
  const { consent, recipients, party } = values
  const named = recipients.map(({ partnerId }) => partnerId)
  const isStructure = party.kind === 'organisation'
  return {
    purposes: [
      'referral',
      ...(consent.followUp ? (['follow_up'] as const) : []),
      ...(consent.statistics ? (['statistics'] as const) : []),
    ],
    recipientIds: [...new Set([...named, ...(consent.isWide ? others : [])])],
    dataCategories: ['identity', 'contact', ...(isStructure ? (['organisation'] as const) : []), 'project'],
    textSha256,
    channel: consent.channel,
    collectedBy: consent.collectedBy,
    collectedAt: consent.collectedAt,
  }
}

/** The request, complete or not: `faultsOf` says what lacks. */
export function bodyOf(values: ReferralValues, consent: Nullish<NewConsent> | null, isDraft: boolean): unknown {
  const { project, subject, activity, recipients, basis, message, applicationId } = values
  return {
    party: partyOf(values),
    project,
    subject,
    activity,
    recipients,
    basis,
    consent: basis === 'consent' ? consent : null,
    isDraft,
    applicationId,
    message,
  }
}

const at = (pointer: string, keyword: string): FieldError => ({ pointer, keyword, limit: null })

function partyFaults(party: ReferredParty): FieldError[] {
  const { kind, firstName, lastName, email, phone, organisationName, identifier } = party
  const isHolder = kind === 'holder'
  const isNumber = identifier === null || parseIdentifier(identifier) !== null
  return [
    ...(isHolder && firstName === null ? [at('/party/firstName', 'required')] : []),
    ...(isHolder && lastName === null ? [at('/party/lastName', 'required')] : []),
    ...(!isHolder && organisationName === null ? [at('/party/organisationName', 'required')] : []),
    ...(isNumber ? [] : [at('/party/identifier', 'identifier-invalid')]),
    ...(email === null && phone === null ? [at('/party/email', 'contactNeeded')] : []),
  ]
}

/** The fields in the order in which the form asks for them. */
const ORDER = [
  '/party/organisationName',
  '/party/identifier',
  '/party/firstName',
  '/party/lastName',
  '/party/email',
  '/party/phone',
  '/party',
  '/project/title',
  '/project/summary',
  '/project/stage',
  '/subject',
  '/activity',
  '/recipients',
  '/message',
  '/consent/channel',
  '/consent/collectedBy',
  '/consent/collectedAt',
]
function rank({ pointer }: FieldError): number {
  const found = ORDER.findIndex((part) => pointer.startsWith(part))
  return found === -1 ? ORDER.length : found
}

/** What is still to be given, in the order of the form. A draft needs no consent yet. */
export function faultsOf(values: ReferralValues, consent: Nullish<NewConsent>, isDraft: boolean): FieldError[] {
  const needsConsent = values.basis === 'consent' && !isDraft
  const found = [
    ...partyFaults(partyOf(values)),
    ...(values.recipients.length === 0 ? [at('/recipients', 'noRecipient')] : []),
    ...schemaErrors(NewReferral, bodyOf({ ...values, basis: 'public_task' }, null, isDraft)),
    ...(needsConsent
      ? schemaErrors(NewConsent, consent)
          .filter(({ pointer }) => pointer !== '/recipientIds')
          .map((fault) => ({ ...fault, pointer: `/consent${fault.pointer}` }))
      : []),
  ]
  const first = new Map(found.toReversed().map((fault) => [fault.pointer, fault]))
  return [...first.values()].toSorted((one, other) => rank(one) - rank(other))
}

/** What to look for among the known referrals; null while the person is not told well enough. */
export function probeOf(values: ReferralValues): DuplicateSearch | null {
  const party = partyOf(values)
  if (partyFaults(party).length > 0 || schemaErrors(NewReferral.properties.party, party).length > 0) return null
  return { party, subject: values.subject ?? 'other' }
}
