import type { NewReferral, PartyFile, Referral, ReferralAttachment } from '@progress-ess/shared/referrals'
import type { TestApp } from '../app.ts'
import type { Chamber } from './partners-scenario.ts'
import type { createRecorder } from './recorder.ts'

type Recorder = ReturnType<typeof createRecorder>

const PARTY: NewReferral['party'] = {
  kind: 'holder',
  firstName: 'Ada',
  lastName: 'Exemple',
  email: 'ada@example.org',
  phone: '01 40 50 60 70',
  communeCode: '92050',
  organisationName: null,
  identifier: null,
}

const referralTo = (recipientIds: readonly string[], change: Partial<NewReferral> = {}): NewReferral => ({
  party: PARTY,
  project: { title: 'Conserverie solidaire', summary: 'Des invendus en bocaux.', stage: 'preparing' },
  subject: 'creation',
  activity: 'artisanal',
  recipients: recipientIds.map((partnerId) => ({ partnerId })),
  basis: 'consent',
  consent: {
    purposes: ['referral', 'follow_up'],
    recipientIds: [...recipientIds],
    dataCategories: ['identity', 'contact', 'project'],
    textSha256: '7d5c9f2a11e04b6c8d3f5a90b7e2c4618f0a3d9e5b7c1246a8d0f3e6b9c2d5a7',
    channel: 'in_person',
    collectedBy: 'Camille Rousset',
    collectedAt: '2023-01-10T08:30:00.000Z',
  },
  ...change,
})

const first = ({ assignments: [assignment] }: Referral): string => {
  if (assignment === undefined) throw new Error('There is no assignment')
  return assignment.assignmentId
}

/** A referral from a chamber to another, to its end; and what refuses, corrects, cancels and withdraws. */
export async function tellReferrals(world: TestApp, { call }: Recorder, cci: Chamber, cma: Chamber): Promise<void> {
  const [source, recipient] = [cci.secret, cma.secret]
  await call('findDuplicates', { as: source, body: { party: PARTY, subject: 'creation' } })
  await call('proposeRouting', {
    as: source,
    query: { subject: 'creation', activity: 'artisanal', communeCode: '92050' },
  })
  const sent = await call<Referral>('createReferral', {
    as: source,
    headers: { 'idempotency-key': 'cci-2023-0042-create' },
    body: referralTo([cma.partnerId], { externalRef: 'CCI-2023-0042', message: 'Rencontrée ce matin, très motivée.' }),
    summary: 'A person with a project, to one chamber',
  })
  const { referralId } = sent
  const assignmentId = first(sent)
  await call('listReferrals', { as: recipient, query: { side: 'recipient', status: 'sent', limit: '20' } })
  await call('getReferral', { as: recipient, params: { referralId } })
  await call('listAssignmentActions', { as: recipient, params: { assignmentId } })
  const event = (body: object, summary: string, expect = 200) =>
    call('recordAssignmentEvent', { as: recipient, params: { assignmentId }, body, summary, expect })
  await event({ event: 'accept', ownerName: 'Pôle création', externalRef: 'CMA-7781' }, 'Accept')
  await event({ event: 'start' }, 'A start that is refused: nobody has reached the person yet', 409)
  await call('recordContactAttempt', {
    as: recipient,
    params: { assignmentId },
    body: { channel: 'phone', hasReached: true },
  })
  await event({ event: 'start' }, 'Start')
  await call('postReferralMessage', {
    as: recipient,
    params: { referralId },
    body: { body: 'Rendez-vous pris pour le 17 janvier.', visibility: 'partners', authorName: 'Hélène Marchand' },
  })
  await call('listReferralMessages', { as: source, params: { referralId } })
  const file = { name: 'plan.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') }
  const attached = await call<ReferralAttachment>('attachReferralFile', {
    as: source,
    params: { referralId },
    query: { name: file.name },
    file,
  })
  const fileParams = { referralId, fileId: attached.file.fileId }
  await call('listReferralAttachments', { as: recipient, params: { referralId } })
  await call('linkReferralAttachment', { as: recipient, params: fileParams })
  await call('removeReferralAttachment', { as: source, params: fileParams })
  await event(
    { event: 'complete', outcomes: [{ code: 'diagnosis_done' }, { code: 'funding_obtained', amountCents: 500_000 }] },
    'Complete, with outcomes',
  )

  const draft = await call<Referral>('createReferral', {
    as: source,
    body: referralTo([cma.partnerId], {
      isDraft: true,
      subject: 'funding',
      party: { ...PARTY, firstName: 'Grace', email: 'grace@example.org' },
    }),
    summary: 'A draft, that nobody else sees',
  })
  await call('updateReferral', {
    as: source,
    params: { referralId: draft.referralId },
    headers: { 'if-match': `"${draft.version}"` },
    body: { subject: 'business_model' },
  })
  await call('sendReferral', { as: source, params: { referralId: draft.referralId } })
  await call('cancelReferral', {
    as: source,
    params: { referralId: draft.referralId },
    body: { reasonCode: 'person_withdrew' },
  })
  await call('getConsentText', { as: source })
  await call('getReferralBaskets', { as: recipient, query: { side: 'recipient' } })
  await call('getReferralDigest', { as: recipient })
  const second = await call<Referral>('createReferral', {
    as: source,
    body: referralTo([cma.partnerId], { isDraft: true }),
  })
  await call('discardReferral', { as: source, params: { referralId: second.referralId } })
  const put = await call<Referral>('putReferral', {
    as: source,
    params: { externalRef: 'CCI-2023-0043' },
    body: referralTo([cma.partnerId], { party: { ...PARTY, firstName: 'Mary', email: 'mary@example.org' } }),
    summary: 'Created under your own reference, or brought up to date: safe to repeat',
  })
  const consentId = put.consent?.consentId ?? ''
  await call('withdrawConsent', { as: source, params: { consentId } })
  await call('confirmErasure', { as: recipient, params: { consentId } })
  await call('getReferralStatistics', {
    as: world.accountOf('manager').token,
    query: { from: '2023-01-01', to: '2023-12-31' },
  })
}

/** The person behind a referral of the département, to the end of what is known of her. */
export async function tellParties(world: TestApp, { call }: Recorder, cma: Chamber): Promise<void> {
  const as = world.accountOf('agent').token
  const sent = await call<Referral>('createReferral', {
    as,
    body: referralTo([cma.partnerId], {
      party: { ...PARTY, firstName: 'Joan', email: 'joan@example.org', phone: null },
    }),
  })
  const params = { partyId: sent.party.partyId }
  await call('listParties', { as, query: { limit: '2' } })
  await call('getParty', { as, params })
  const linked = await call<PartyFile>('linkParty', {
    as,
    params,
    body: {
      kind: 'became',
      structure: { identifier: '732829320', name: 'La Conserverie solidaire' },
      reason: 'Immatriculée le 9 janvier.',
    },
  })
  await call('undoPartyLink', {
    as,
    params: { linkId: linked.links[0]?.linkId ?? '' },
    body: { reason: 'C’était une homonyme.' },
  })
  await call('exportParty', { as, params })
  await call('withdrawPartyConsents', { as, params })
  await call('eraseParty', { as, params, body: { cause: 'asked_by_person' } })
  await call('confirmReferralErasure', { as: cma.secret, params: { referralId: sent.referralId } })
}
