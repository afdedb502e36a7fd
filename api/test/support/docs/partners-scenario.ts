import type { Partner, PartnerService, ShownKey } from '@progress-ess/shared/partners'
import type { TestApp } from '../app.ts'
import type { createRecorder } from './recorder.ts'

type Recorder = ReturnType<typeof createRecorder>
export type Chamber = { readonly partnerId: string; readonly secret: string; readonly keyId: string }

const ALL = ['referrals:read', 'referrals:write', 'events:read', 'webhooks:manage', 'services:write']

async function givenChamber({ call }: Recorder, manager: string, kind: 'cci' | 'cma', name: string): Promise<Chamber> {
  const { partnerId } = await call<Partner>('createPartner', {
    as: manager,
    body: { kind, name, connection: 'full', contactEmail: `orientations@${kind}.example` },
  })
  await call('addAgreement', {
    as: manager,
    params: { partnerId },
    body: {
      title: 'Convention d’orientation 2023',
      signedOn: '2023-01-02',
      startsOn: '2023-01-02',
      endsOn: '2025-12-31',
    },
  })
  const { key, secret } = await call<ShownKey>('createKey', {
    as: manager,
    params: { partnerId },
    body: { name: 'Système de suivi', mode: 'live', rights: ALL, networks: [], expiresAt: '2024-01-10T09:00:00.000Z' },
  })
  return { partnerId, secret, keyId: key.keyId }
}

/** Two chambers with all that administering them shows. */
export async function tellPartners(world: TestApp, recorder: Recorder): Promise<{ cci: Chamber; cma: Chamber }> {
  const { call } = recorder
  const manager = world.accountOf('manager').token
  const cci = await givenChamber(recorder, manager, 'cci', 'CCI Hauts-de-Seine')
  const cma = await givenChamber(recorder, manager, 'cma', 'CMA Hauts-de-Seine')
  const params = { partnerId: cma.partnerId }
  await call('updatePartner', { as: manager, params, headers: { 'if-match': '"1"' }, body: { answerDays: 7 } })
  await call('getPartner', { as: manager, params })
  const { serviceId } = await call<PartnerService>('addPartnerService', {
    as: cma.secret,
    params,
    body: {
      name: 'Créer son entreprise artisanale',
      subjects: ['creation', 'legal_form', 'business_model'],
      communes: [],
      activity: 'artisanal',
      capacity: 'open',
    },
  })
  await call('updatePartnerService', {
    as: cma.secret,
    params: { ...params, serviceId },
    body: { capacity: 'waiting_list' },
  })
  await call('putCodeMap', {
    as: cma.secret,
    params,
    body: {
      items: [
        { kind: 'outcome', theirs: 'RDV1', ours: 'appointment_held' },
        { kind: 'decline_reason', theirs: 'HORS_ZONE', ours: 'out_of_area' },
      ],
    },
  })
  await call('getCodeMap', { as: cma.secret, params })
  await call('listUnmappedCodes', { as: cma.secret, params })
  const adviser = await world.givenAccount({ roles: ['partner'] })
  const account = await world.db
    .selectFrom('account')
    .select('email')
    .where('accountId', '=', adviser.accountId)
    .executeTakeFirstOrThrow()
  await call('addPartnerMember', { as: manager, params, body: { email: account.email } })
  await call('listPartnerMembers', { as: manager, params })
  await call('removePartnerMember', { as: manager, params: { ...params, accountId: adviser.accountId } })
  await call('requestPartnerLink', { body: { email: 'orientations@cma.example' } })
  await call('revokePartnerLinks', { as: manager, params })
  await call('getOwnConnection', { as: cma.secret })
  await call('issueAccessToken', {
    body: { grant_type: 'client_credentials', client_id: cma.keyId, client_secret: cma.secret },
  })
  return { cci, cma }
}

/** What is shown best once there is something in it. */
export async function tellEndOfPartners(world: TestApp, { call }: Recorder, cma: Chamber): Promise<void> {
  const manager = world.accountOf('manager').token
  const params = { partnerId: cma.partnerId }
  await call('listPartnerDirectory', { as: cma.secret })
  await call('listPartnerCalls', { as: cma.secret, params, query: { limit: '2' } })
  await call('listPartners', { as: manager })
  await call('listKeys', { as: manager, params })
  await call('revokeKey', { as: manager, params: { ...params, keyId: cma.keyId } })
}
