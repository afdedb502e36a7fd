import { ApiProblem, type Client, createClient, isProblem, NoAnswer } from '@progress-ess/client'
import { type DemoAccount, enterDemo, listDemoAccounts } from '@progress-ess/shared/identity'
import {
  addAgreement,
  addPartnerService,
  createKey,
  createPartner,
  listKeys,
  listPartners,
  type NewPartner,
  type Partner,
  type PartnerMode,
  revokeKey,
  RIGHTS,
  SUBJECTS,
} from '@progress-ess/shared/partners'
import { Unusable } from '../lib/program.ts'

/** A session of the demonstration, entered by one press as on its pages. Throws `Unusable` where none is. */
export async function enterAs(baseUrl: string, role: 'manager' | 'agent'): Promise<Client> {
  const anonymous = createClient({ baseUrl, retries: 1 })
  const { items } = (await anonymous.call(listDemoAccounts).catch(explain(baseUrl))).data as { items?: DemoAccount[] }
  if (items === undefined) throw new Unusable(`What answers at ${baseUrl} is another service: name ours with --url.`)
  const account = items.find(({ roles }) => roles.includes(role))
  if (account === undefined) throw new Unusable(`The demonstration at ${baseUrl} has no ${role}.`)
  const entered = await anonymous.call(enterDemo, { body: { accountId: account.accountId, transport: 'token' } })
  const { token } = entered.data as { token?: string | null }
  if (typeof token !== 'string') throw new Unusable(`The demonstration at ${baseUrl} gave no token.`)
  return createClient({ baseUrl, token })
}

/** Why the list of the demonstration's people did not come, and what to do. */
const explain =
  (baseUrl: string) =>
  (error: unknown): never => {
    if (error instanceof NoAnswer) {
      throw new Unusable(
        `Nothing of ours answers at ${baseUrl}: start the service (npm start), or name another one with --url.`,
      )
    }
    if (error instanceof ApiProblem && error.status === 404) {
      throw new Unusable(
        `${baseUrl} is no demonstration: start it with DEMO=1 (npm start does), or name another one with --url.`,
      )
    }
    throw error
  }

/** A partner of this name with an agreement and a service; made when it is not there. */
export async function ensurePartner(manager: Client, wanted: NewPartner): Promise<Partner> {
  const known = (await manager.call(listPartners)).data.items.find(({ name }) => name === wanted.name)
  const partner = known ?? (await manager.call(createPartner, { body: wanted })).data
  const params = { partnerId: partner.partnerId }
  if (!partner.hasAgreement) {
    const day = new Date().toISOString().slice(0, 10)
    const body = { title: 'Convention d’orientation', signedOn: day, startsOn: day, endsOn: null }
    await manager.call(addAgreement, { params, body })
  }
  if (partner.services.length === 0) {
    const body = {
      name: 'Accompagnement des porteurs de projet',
      subjects: [...SUBJECTS],
      communes: [],
      activity: partner.kind === 'cma' ? ('artisanal' as const) : ('commercial' as const),
      capacity: 'open' as const,
    }
    await manager.call(addPartnerService, { params, body })
  }
  return partner
}

export type MadeKey = { readonly keyId: string; readonly secret: string }

/** A key with every right for 30 days. Its secret is shown this once, so that an earlier one of this name makes room. */
export async function freshKey(manager: Client, partnerId: string, mode: PartnerMode, name: string): Promise<MadeKey> {
  const { items } = (await manager.call(listKeys, { params: { partnerId } })).data
  for (const { keyId, name: known, revokedAt } of items) {
    if (known !== name || revokedAt !== null) continue
    await manager.call(revokeKey, { params: { partnerId, keyId } }).catch((error: unknown) => {
      if (!isProblem(error, revokeKey, 'key-not-found')) throw error
    })
  }
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const body = { name, mode, rights: [...RIGHTS], networks: [], expiresAt }
  const { key, secret } = (await manager.call(createKey, { params: { partnerId }, body })).data
  return { keyId: key.keyId, secret }
}
