import { describe, expect, it } from '@jest/globals'
import type { Application } from '@progress-ess/shared/applications'
import type {
  ApplicationInvitation,
  ApplicationReferral,
  OpenedInvitation,
  Orientation,
  ReferralDraft,
  ReferralSummary,
} from '@progress-ess/shared/referrals'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import {
  AFTER_CLOSING,
  codeOf,
  type File,
  givenInReview,
  instruct,
  OPEN,
  pointersOf,
} from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { givenOrganisation } from './support/given-organisation.ts'
import { departmentId, event, givenPartner, givenReferral, readReferral, referralTo } from './support/given-partners.ts'
import { firstOf } from './support/given-referrals.ts'

const world = await givenApp({ now: OPEN })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const home = await departmentId(world)
const agent = world.as('agent')
const call = await givenPublishedCall(world)

const REASON = 'L’action a lieu hors du département.'

async function givenInadmissible(): Promise<File> {
  const file = await givenInReview(world, { call })
  await instruct(world, file, 'admissibility', { decision: 'inadmissible', reason: REASON }).expect(200)
  return file
}
const orientationOf = async (file: File, who: Account = file.owner): Promise<Orientation> =>
  (await world.as(who).get(`${file.path}/orientation`).expect(200)).body as Orientation
const ask = async (file: File, change: object = {}, who: Account = file.owner) => {
  const { consentText } = await orientationOf(file)
  const body = { recipientIds: [cci.partnerId], subject: 'funding', consentTextSha256: consentText.sha256, ...change }
  return world.as(who).post(`${file.path}/orientation`).send(body)
}
const referralsOf = async (file: { path: string }): Promise<ApplicationReferral[]> =>
  ((await agent.get(`${file.path}/referrals`).expect(200)).body as { items: ApplicationReferral[] }).items

describe('From a refused application', () => {
  it('an agent gets everything that a referral needs but the consent', async () => {
    const file = await givenInadmissible()
    const { body } = await agent.get(`${file.path}/referral-draft`).expect(200)
    const draft = body as ReferralDraft
    expect(draft).toMatchObject({
      why: 'inadmissible',
      reason: REASON,
      party: {
        kind: 'organisation',
        firstName: 'Camille',
        lastName: 'Exemple',
        email: file.owner.email,
        communeCode: '92050',
        organisationName: file.organisation.name,
        identifier: file.organisation.siren,
      },
      project: { title: 'Épicerie solidaire', summary: 'Une épicerie tenue par ses habitants.' },
      subject: 'business_model',
      referrals: [],
    })
    // What it answers is what the form sends, with the consent added.
    const { party, project, subject, activity } = draft
    const { consent, basis, recipients } = referralTo([cci.partnerId])
    const sound = { ...consent, collectedAt: OPEN, textSha256: draft.consentText.sha256 }
    const sent = await agent
      .post('/api/v1/referrals')
      .send({ party, project, subject, activity, consent: sound, basis, recipients, applicationId: file.applicationId })
    expect([sent.status, codeOf(sent)]).toEqual([201, undefined])
    expect(await referralsOf(file)).toMatchObject([
      { relation: 'from_application', status: 'sent', isAskedByApplicant: false, recipients: [{ status: 'sent' }] },
    ])
  })

  it('that was not refused, or that one does not see, there is none', async () => {
    const file = await givenInReview(world, { call })
    expect(codeOf(await agent.get(`${file.path}/referral-draft`).expect(409))).toBe('application-not-refused')
    expect(codeOf(await ask(file))).toBe('application-not-refused')
    expect((await orientationOf(file)).canRequest).toBe(false)
    expect(codeOf(await world.as(file.owner).get(`${file.path}/referral-draft`).expect(403))).toBe('role-not-allowed')
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    const path = `${file.path}/orientation`
    expect(codeOf(await world.as(stranger).get(path).expect(404))).toBe('application-not-found')
    expect(codeOf(await ask(file, {}, stranger))).toBe('application-not-found')
    expect(codeOf(await world.as(stranger).post(`${path}/withdrawal`).expect(404))).toBe('application-not-found')
  })

  it('the applicant asks, with his own consent; an agent reads and sends it', async () => {
    const file = await givenInadmissible()
    const offered = await orientationOf(file)
    expect(offered).toMatchObject({ canRequest: true, proposedSubject: 'business_model', requests: [] })
    expect(offered.options.map(({ partnerId }) => partnerId)).toEqual([cci.partnerId, cma.partnerId])
    const outdated = await ask(file, { consentTextSha256: 'b'.repeat(64) })
    expect([outdated.status, codeOf(outdated), pointersOf(outdated)]).toEqual([
      422,
      'consent-text-outdated',
      ['/body/consentTextSha256'],
    ])
    expect(codeOf(await ask(file, { recipientIds: [home] }))).toBe('recipient-unknown')
    const asked = await ask(file, { message: 'Plutôt le matin.' })
    expect(asked.status).toBe(201)
    expect(asked.body).toMatchObject({ canRequest: false, requests: [{ status: 'draft', canWithdraw: true }] })
    expect(codeOf(await ask(file))).toBe('orientation-exists')

    const [{ referralId } = { referralId: '' }] = await referralsOf(file)
    const draft = await readReferral(agent, referralId)
    expect(draft).toMatchObject({
      status: 'draft',
      applicationId: file.applicationId,
      consent: { channel: 'form', collectedBy: file.owner.displayName, textSha256: offered.consentText.sha256 },
      party: { email: file.owner.email },
    })
    await agent.post(`/api/v1/referrals/${referralId}/sending`).expect(200)
    const { assignmentId } = firstOf(await readReferral(cci.api, referralId))
    await event(cci.api, assignmentId, { event: 'accept', ownerName: 'Pôle ESS' }).expect(200)
    expect((await orientationOf(file)).requests).toMatchObject([
      { status: 'accepted', recipients: [{ name: cci.partner.name, status: 'accepted' }] },
    ])
    // The recipient learns nothing of the file: neither its number nor why it was refused.
    const seen = await readReferral(cci.api, referralId)
    expect(seen.applicationId).toBeNull()
    expect(JSON.stringify(seen)).not.toContain(REASON)
    await event(cci.api, assignmentId, { event: 'complete', outcomes: [{ code: 'funding_lead' }] }).expect(200)
    expect(await referralsOf(file)).toMatchObject([
      { isAskedByApplicant: true, status: 'completed', recipients: [{ outcomes: [{ code: 'funding_lead' }] }] },
    ])
  })

  it('asked twice at once, there is one', async () => {
    const file = await givenInadmissible()
    const answers = await Promise.all([ask(file), ask(file)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await referralsOf(file)).toHaveLength(1)
  })

  it('the applicant takes it back: a draft is gone, what was sent is cancelled and to be erased', async () => {
    const file = await givenInadmissible()
    const withdraw = () => world.as(file.owner).post(`${file.path}/orientation/withdrawal`)
    expect(codeOf(await withdraw().expect(409))).toBe('consent-withdrawn')
    expect((await ask(file)).status).toBe(201)
    expect((await withdraw().expect(200)).body).toMatchObject({ canRequest: true, requests: [] })
    expect(await referralsOf(file)).toEqual([])

    expect((await ask(file)).status).toBe(201)
    const [{ referralId } = { referralId: '' }] = await referralsOf(file)
    await agent.post(`/api/v1/referrals/${referralId}/sending`).expect(200)
    await readReferral(cci.api, referralId)
    expect((await withdraw().expect(200)).body).toMatchObject({
      canRequest: true,
      requests: [{ status: 'cancelled', withdrawnAt: AFTER_CLOSING, canWithdraw: false }],
    })
    expect((await readReferral(cci.api, referralId)).allowedActions).toEqual(['confirmErasure'])
  })

  it('a reader of the organisation only reads', async () => {
    const file = await givenInadmissible()
    const reader = await world.givenAccount({ roles: ['applicant'], email: 'lecture@example.test' })
    await world.asOwner(`insert into organisation_member values ($1, $2, 'reader', 'active', now())`, [
      file.organisation.organisationId,
      reader.accountId,
    ])
    expect((await orientationOf(file, reader)).canRequest).toBe(false)
    const asked = await ask(file, {}, reader)
    expect([asked.status, codeOf(asked)]).toEqual([403, 'organisation-read-only'])
  })
})

describe('A draft', () => {
  it('is discarded by its sender, with all that it says of the person; what was sent is not', async () => {
    const draft = await givenReferral(agent, [cci.partnerId], { isDraft: true, message: 'À relire' })
    const path = `/api/v1/referrals/${draft.referralId}`
    expect(codeOf(await cci.api.delete(path).expect(404))).toBe('referral-not-found')
    await agent.delete(path).expect(204)
    expect(codeOf(await agent.get(path).expect(404))).toBe('referral-not-found')
    expect(await world.asOwner('select from party where party_id = $1', [draft.party.partyId])).toEqual([])
    const sent = await givenReferral(agent, [cci.partnerId])
    expect(codeOf(await agent.delete(`/api/v1/referrals/${sent.referralId}`).expect(409))).toBe('referral-sent')
    expect(codeOf(await cci.api.delete(`/api/v1/referrals/${sent.referralId}`).expect(403))).toBe('source-only')
  })
})

describe('A draft whose person was invited to apply', () => {
  const invite = (referralId: string) =>
    agent.post(`/api/v1/referrals/${referralId}/application-invitations`).send({ callId: call.callId })

  it('is discarded with its invitation, by its sender or by the applicant', async () => {
    const file = await givenInadmissible()
    world.clock.set(OPEN)
    const draft = await givenReferral(agent, [cci.partnerId], { isDraft: true })
    await invite(draft.referralId).expect(201)
    await agent.delete(`/api/v1/referrals/${draft.referralId}`).expect(204)

    expect((await ask(file)).status).toBe(201)
    const [{ referralId } = { referralId: '' }] = await referralsOf(file)
    await invite(referralId).expect(201)
    await world.as(file.owner).post(`${file.path}/orientation/withdrawal`).expect(200)
    expect(await referralsOf(file)).toEqual([])
  })

  it('is invited to nothing more after a withdrawal, by whoever collected the consent neither', async () => {
    world.clock.set(OPEN)
    const { referralId, consent } = await givenReferral(agent, [cci.partnerId])
    await agent.post(`/api/v1/consents/${consent?.consentId ?? ''}/withdrawal`).expect(200)
    expect(codeOf(await invite(referralId).expect(409))).toBe('consent-withdrawn')
  })
})

describe('From a referral', () => {
  async function givenReceived(email: string | null = 'ada@example.test') {
    world.clock.set(OPEN)
    return givenReferral(cci.api, [home], { party: { ...referralTo([]).party, email } })
  }
  const invite = (referralId: string, callId = call.callId) =>
    agent.post(`/api/v1/referrals/${referralId}/application-invitations`).send({ callId })
  const tokenOf = (): string => /#([A-Za-z0-9_-]{43})/.exec(world.sent.at(-1)?.body ?? '')?.[1] ?? ''
  const invitationsOf = async (referralId: string): Promise<ApplicationInvitation[]> => {
    const { body } = await agent.get(`/api/v1/referrals/${referralId}/application-invitations`).expect(200)
    return (body as { items: ApplicationInvitation[] }).items
  }

  it('the person is invited, and finds a draft that knows the project', async () => {
    const { referralId } = await givenReceived()
    expect((await invite(referralId).expect(201)).body).toMatchObject({ status: 'sent', applicationId: null })
    await world.runJobs()
    const mail = world.sent.at(-1)
    expect(mail).toMatchObject({ recipient: 'ada@example.test' })
    expect(mail?.body).not.toMatch(/Conserverie|Exemple/)
    const token = tokenOf()
    const ada = await world.givenAccount({ roles: ['applicant'], email: 'ada@example.test' })
    const eve = await world.givenAccount({ roles: ['applicant'], email: 'eve@example.test' })
    const open = (who: Account, body: object = { token }) =>
      world.as(who).post('/api/v1/application-invitations/reading').send(body)
    const notEve = await open(eve).expect(403)
    expect(codeOf(notEve)).toBe('application-invitation-not-yours')
    expect(JSON.stringify(notEve.body)).not.toMatch(/Conserverie|ada@/)
    expect(codeOf(await open(ada, { token: 'x'.repeat(43) }).expect(409))).toBe('application-invitation-refused')
    expect((await open(ada).expect(200)).body as OpenedInvitation).toMatchObject({
      call: { callId: call.callId },
      project: { title: 'Conserverie solidaire' },
      applicationId: null,
    })
    const { organisation } = await givenOrganisation(world, {}, ada)
    const { organisationId } = organisation
    const accept = (who: Account, body: object = { token, organisationId }) =>
      world.as(who).post('/api/v1/application-invitations/acceptance').send(body)
    expect(codeOf(await accept(eve).expect(403))).toBe('application-invitation-not-yours')
    const foreign = await givenOrganisation(world)
    expect(codeOf(await accept(ada, { token, organisationId: foreign.organisation.organisationId }).expect(404))).toBe(
      'organisation-not-found',
    )
    const both = await Promise.all([accept(ada), accept(ada)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const ids = both.map(({ body }) => (body as { applicationId: string }).applicationId)
    expect(ids[0]).toBe(ids[1])
    const path = `/api/v1/applications/${ids[0] ?? ''}`
    const application = (await world.as(ada).get(path).expect(200)).body as Application
    expect(application).toMatchObject({
      status: 'draft',
      projectTitle: 'Conserverie solidaire',
      answers: { summary: 'Des invendus en bocaux.' },
      contactName: 'Ada Exemple',
      contactPhone: '0140506070',
    })
    // Agents learn that it was started, and no more before it is submitted.
    expect(await invitationsOf(referralId)).toMatchObject([{ status: 'started', applicationId: null, number: null }])
    await world.asOwner(
      `update application set status = 'submitted', number = 'X-1', revision_number = 1, submitted_at = now() where application_id = $1`,
      [ids[0]],
    )
    expect(await invitationsOf(referralId)).toMatchObject([
      { status: 'submitted', applicationId: ids[0], number: 'X-1' },
    ])
    expect(await referralsOf({ path })).toMatchObject([{ referralId, relation: 'to_application' }])
    // What another recipient does is not the département’s to see; nor any number once the consent has ended.
    const shared = await givenReferral(cci.api, [home, cma.partnerId])
    await world.asOwner(
      `insert into application_invitation (application_invitation_id, referral_id, call_id, email, token_hash, created_at, expires_at, used_at, application_id)
       select gen_random_uuid(), $1, call_id, email, encode(sha256(token_hash::bytea), 'hex'), created_at, expires_at, used_at, application_id
         from application_invitation where referral_id = $2`,
      [shared.referralId, referralId],
    )
    const [own, others] = [home, cma.partnerId].map(
      (id) => shared.assignments.find(({ recipient }) => recipient.partnerId === id)?.assignmentId ?? '',
    )
    const ACCEPT = { event: 'accept', ownerName: 'Pôle' }
    const theOther = async () => (await referralsOf({ path })).find((one) => one.referralId === shared.referralId)
    await event(agent, own ?? '', ACCEPT).expect(200)
    const outcomes = [{ code: 'enterprise_created', siren: '732829320' }]
    await event(agent, own ?? '', { event: 'complete', outcomes }).expect(200)
    await event(cma.api, others ?? '', ACCEPT).expect(200)
    expect(await theOther()).toMatchObject({ status: 'completed', recipients: [{ outcomes }] })
    await cci.api.post(`/api/v1/consents/${shared.consent?.consentId ?? ''}/withdrawal`).expect(200)
    expect(await theOther()).toMatchObject({ status: 'completed', recipients: [{ outcomes: [{ siren: null }] }] })
  })

  it('what was typed already stays, and the draft may be discarded', async () => {
    const { referralId } = await givenReceived('zoe@example.test')
    const zoe = await world.givenAccount({ roles: ['applicant'], email: 'zoe@example.test' })
    const { organisation } = await givenOrganisation(world, {}, zoe)
    const { organisationId } = organisation
    const started = await world
      .as(zoe)
      .post('/api/v1/applications')
      .send({ callId: call.callId, organisationId })
      .expect(201)
    const { applicationId } = started.body as Application
    const path = `/api/v1/applications/${applicationId}`
    await world
      .as(zoe)
      .patch(path)
      .set('if-match', '"1"')
      .send({ answers: { title: 'Mon titre' } })
      .expect(200)
    await invite(referralId).expect(201)
    await world.runJobs()
    const token = tokenOf()
    const accepted = await world
      .as(zoe)
      .post('/api/v1/application-invitations/acceptance')
      .send({ token, organisationId })
      .expect(200)
    expect(accepted.body).toEqual({ applicationId, isNew: false })
    expect((await world.as(zoe).get(path).expect(200)).body).toMatchObject({ projectTitle: 'Mon titre' })
    await world.as(zoe).delete(path).expect(204)
    expect(await invitationsOf(referralId)).toMatchObject([{ status: 'started', applicationId: null }])
  })

  it('a link ends when the referral is corrected to somebody else, or cancelled', async () => {
    const open = (who: Account, token: string) =>
      world.as(who).post('/api/v1/application-invitations/reading').send({ token })
    const givenLink = async (email: string) => {
      const referral = await givenReceived(email)
      const who = await world.givenAccount({ roles: ['applicant'], email })
      await invite(referral.referralId).expect(201)
      await world.runJobs()
      const token = tokenOf()
      await open(who, token).expect(200)
      return { referralId: referral.referralId, who, token }
    }
    const corrected = await givenLink('max@example.test')
    const path = `/api/v1/referrals/${corrected.referralId}`
    const { headers } = await cci.api.get(path).expect(200)
    await cci.api
      .patch(path)
      .set('if-match', headers['etag'] ?? '')
      .send({ party: { ...referralTo([]).party, email: 'lea@example.test' } })
      .expect(200)
    expect(codeOf(await open(corrected.who, corrected.token).expect(409))).toBe('application-invitation-refused')
    const cancelled = await givenLink('tom@example.test')
    await cci.api
      .post(`/api/v1/referrals/${cancelled.referralId}/cancellation`)
      .send({ reasonCode: 'person_withdrew' })
      .expect(200)
    expect(codeOf(await open(cancelled.who, cancelled.token).expect(409))).toBe('application-invitation-refused')
    expect(codeOf(await invite(cancelled.referralId).expect(409))).toBe('referral-closed')
  })

  it('the last link alone works, until the closing', async () => {
    const { referralId } = await givenReceived('leo@example.test')
    const leo = await world.givenAccount({ roles: ['applicant'], email: 'leo@example.test' })
    const open = (token: string) => world.as(leo).post('/api/v1/application-invitations/reading').send({ token })
    await invite(referralId).expect(201)
    await world.runJobs()
    const former = tokenOf()
    await invite(referralId).expect(201)
    await world.runJobs()
    const token = tokenOf()
    await open(former).expect(409)
    await open(token).expect(200)
    world.clock.set(AFTER_CLOSING)
    await open(token).expect(409)
    expect(await invitationsOf(referralId)).toMatchObject([{ status: 'expired' }])
    const closed = await invite(referralId)
    expect([closed.status, codeOf(closed)]).toEqual([409, 'call-not-open'])
  })

  it('a link opens nothing any more once the consent has ended, and says so before', async () => {
    world.clock.set(OPEN)
    const { consent, party } = referralTo([home])
    if (consent === null) throw new Error('No consent')
    const expiresAt = new Date(world.clock().getTime() + 60_000).toISOString()
    const { referralId } = await givenReferral(cci.api, [home], {
      party: { ...party, email: 'fin@example.test' },
      consent: { ...consent, expiresAt },
    })
    const fin = await world.givenAccount({ roles: ['applicant'], email: 'fin@example.test' })
    const { organisation } = await givenOrganisation(world, {}, fin)
    expect((await invite(referralId).expect(201)).body).toMatchObject({ expiresAt })
    await world.runJobs()
    const token = tokenOf()
    // As links were mailed before.
    await world.asOwner(
      `update application_invitation set expires_at = expires_at + interval '1 day' where referral_id = $1`,
      [referralId],
    )
    const post = (act: string, body: object) => world.as(fin).post(`/api/v1/application-invitations/${act}`).send(body)
    await post('reading', { token }).expect(200)
    world.clock.set(expiresAt)
    for (const refused of [
      await post('reading', { token }),
      await post('acceptance', { token, organisationId: organisation.organisationId }),
    ]) {
      expect([refused.status, codeOf(refused)]).toEqual([409, 'application-invitation-refused'])
      expect(JSON.stringify(refused.body)).not.toMatch(/Conserverie|\bAda\b/)
    }
    world.clock.set(OPEN)
  })

  it('nobody is invited without an address, after a withdrawal, or to what is no call', async () => {
    const mute = await givenReceived(null)
    expect(codeOf(await invite(mute.referralId).expect(409))).toBe('party-email-missing')
    const gone = await givenReceived()
    expect(codeOf(await invite(gone.referralId, gone.referralId).expect(404))).toBe('call-not-found')
    await invite(gone.referralId).expect(201)
    await world.runJobs()
    const token = tokenOf()
    await cci.api.post(`/api/v1/consents/${gone.consent?.consentId ?? ''}/withdrawal`).expect(200)
    expect(codeOf(await invite(gone.referralId).expect(409))).toBe('consent-withdrawn')
    const path = '/api/v1/application-invitations/reading'
    expect(codeOf(await world.as('applicant').post(path).send({ token }).expect(409))).toBe(
      'application-invitation-refused',
    )
    const foreign = await givenReferral(cci.api, [cma.partnerId])
    expect(codeOf(await invite(foreign.referralId).expect(404))).toBe('referral-not-found')
  })

  it('lists of the draft’s referrals stay each partner’s own', async () => {
    const { body } = await cma.api.get('/api/v1/referrals?side=recipient').expect(200)
    expect((body as { items: ReferralSummary[] }).items.every(({ source }) => source.partnerId !== home)).toBe(true)
  })
})
