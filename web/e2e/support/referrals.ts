import {
  addAgreement,
  addPartnerService,
  createKey,
  createPartner,
  type NewPartnerService,
  type Partner,
  type ShownKey,
} from '@progress-ess/shared/partners'
import type { Endpoint } from '@progress-ess/shared/kit'
import { createReferral, type NewReferral, type Referral } from '@progress-ess/shared/referrals'
import { createHash } from 'node:crypto'
import { request } from 'playwright-core'
import { baseUrl } from './browser.ts'
import { demoAccounts, enterAs, type Actor } from './closed-call.ts'

/** A partner with an agreement, services and a key, that acts through the API alone. */
export type PartnerActor = {
  readonly partner: Partner
  readonly call: <T>(endpoint: Endpoint, params?: Readonly<Record<string, string>>, body?: unknown) => Promise<T>
  readonly leave: () => Promise<void>
}

const pathOf = ({ path }: Endpoint, params: Readonly<Record<string, string>> = {}): string =>
  `/api/v1${path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')}`

export async function enterAsManager(): Promise<Actor> {
  const [account] = await demoAccounts('manager')
  if (account === undefined) throw new Error('nobody of the demonstration is a manager')
  return enterAs(account)
}

/** Makes a chamber as the manager of the demonstration would, with a key that is alive for a month. */
export async function foundPartner(
  manager: Actor,
  kind: 'cci' | 'cma',
  name: string,
  services: readonly NewPartnerService[],
): Promise<PartnerActor> {
  const contactEmail = `${kind}-${Date.now().toString(36)}@chambre.example`
  const partner = await manager.call<Partner>(createPartner, { body: { kind, name, connection: 'pull', contactEmail } })
  const params = { partnerId: partner.partnerId }
  const agreement = { title: 'Convention', signedOn: '2026-01-05', startsOn: '2026-01-05', endsOn: null }
  await manager.call(addAgreement, { params, body: agreement })
  for (const body of services) await manager.call(addPartnerService, { params, body })
  const { secret } = await manager.call<ShownKey>(createKey, {
    params,
    body: {
      name: 'Essai',
      mode: 'live',
      rights: ['referrals:read', 'referrals:write'],
      networks: [],
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    },
  })
  const context = await request.newContext({
    baseURL: baseUrl(),
    extraHTTPHeaders: { authorization: `Bearer ${secret}` },
  })
  async function call<T>(endpoint: Endpoint, at: Readonly<Record<string, string>> = {}, body?: unknown): Promise<T> {
    const answer = await context.fetch(pathOf(endpoint, at), {
      method: endpoint.method,
      ...(body === undefined ? {} : { data: body }),
    })
    if (!answer.ok()) throw new Error(`${endpoint.operationId}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return { partner, call, leave: () => context.dispose() }
}

/** A project holder without a structure, who has agreed to be referred to these recipients. */
export function holderFor(
  recipientIds: readonly string[],
  holder: { readonly firstName: string; readonly lastName: string; readonly email: string },
  changed: Partial<NewReferral> = {},
): NewReferral {
  return {
    party: {
      kind: 'holder',
      phone: '06 12 34 56 78',
      communeCode: '92049',
      organisationName: null,
      identifier: null,
      ...holder,
    },
    project: {
      title: 'Un atelier de réparation de vélos',
      summary: 'Un lieu où l’on répare ensemble, avec une petite boutique de pièces remises en état.',
      stage: 'preparing',
    },
    subject: 'creation',
    activity: 'artisanal',
    recipients: recipientIds.map((partnerId) => ({ partnerId })),
    basis: 'consent',
    consent: {
      purposes: ['referral', 'follow_up'],
      recipientIds: [...recipientIds],
      dataCategories: ['identity', 'contact', 'project'],
      textSha256: createHash('sha256').update('Texte lu à la personne').digest('hex'),
      channel: 'phone',
      collectedBy: 'Aïcha Benali',
      collectedAt: new Date(Date.now() - 3_600_000).toISOString(),
    },
    ...changed,
  }
}

export const referFrom = (from: PartnerActor, wanted: NewReferral): Promise<Referral> =>
  from.call<Referral>(createReferral, {}, wanted)
