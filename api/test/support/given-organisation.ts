import {
  type NewOrganisation,
  type Organisation,
  type OrganisationRegistration,
  withCheckDigit,
} from '@progress-ess/shared/organisations'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'

let count = 0

/** A SIREN that passes its check and is attributed to nobody: those that begin with 0 never are. */
export function nextSiren(): string {
  count += 1
  return withCheckDigit(String(count).padStart(8, '0'))
}

/** A declared association of Nanterre; only what a test cares about is named. */
export const newOrganisation = (wanted: Partial<NewOrganisation> = {}): NewOrganisation => ({
  identifier: nextSiren(),
  name: 'Les Jardins d’essai',
  acronym: null,
  legalFormCode: '9220',
  address: { street: '1 rue de l’Essai', postcode: '92000', communeCode: '92050', communeName: 'Nanterre' },
  phone: null,
  website: null,
  esusApproval: null,
  representativeName: 'Camille Exemple',
  representativeQuality: 'Présidente',
  ...wanted,
})

export const ESUS_COMPANY: Partial<NewOrganisation> = {
  name: 'L’Atelier d’essai',
  legalFormCode: '5710',
  esusApproval: { number: 'ESUS-92-001', startsOn: '2021-01-01', endsOn: '2026-12-31' },
}

/** An organisation with its owner, a new account unless one is given. */
export async function givenOrganisation(
  world: TestApp,
  wanted: Partial<NewOrganisation> = {},
  owner?: Account,
): Promise<{ organisation: Organisation; owner: Account }> {
  const account = owner ?? (await world.givenAccount({ roles: ['applicant'] }))
  const client = world.as(account)
  const registered = await client.post('/api/v1/organisations').send(newOrganisation(wanted)).expect(201)
  const { organisationId } = (registered.body as OrganisationRegistration).organisation
  const { body } = await client.get(`/api/v1/organisations/${organisationId}`).expect(200)
  return { organisation: body as Organisation, owner: account }
}
