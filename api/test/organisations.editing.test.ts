import { describe, expect, it } from '@jest/globals'
import type { Problem } from '@progress-ess/shared/kit'
import type { Organisation, OrganisationSummary } from '@progress-ess/shared/organisations'
import type { Role } from '../src/kit/context.ts'
import { etagOf } from '../src/kit/etag.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { ESUS_COMPANY, givenOrganisation, nextSiren } from './support/given-organisation.ts'

const world = await givenApp()
const pathOf = ({ organisationId }: { organisationId: string }): string => `/api/v1/organisations/${organisationId}`

const patch = (who: Role | Account, organisation: Organisation, change: object, version = organisation.version) =>
  world.as(who).patch(pathOf(organisation)).set('if-match', etagOf(version)).send(change)

async function givenMember(organisation: Organisation, owner: Account, role: 'editor' | 'reader'): Promise<Account> {
  const member = await world.givenAccount({ roles: ['applicant'] })
  await world
    .as(owner)
    .post(`${pathOf(organisation)}/members`)
    .send({ email: member.email, role })
    .expect(201)
  return member
}

describe('PATCH /organisations/:organisationId', () => {
  it('changes what is given, and nothing else', async () => {
    const { organisation, owner } = await givenOrganisation(world, { phone: '01 00 00 00 01' })
    const answer = await patch(owner, organisation, { acronym: 'JPE' }).expect(200)
    expect(answer.body).toEqual({ ...organisation, acronym: 'JPE', version: 2 })
    expect(answer.headers['etag']).toBe('"2"')
  })

  it('learns a SIREN, and derives the family anew', async () => {
    const { organisation, owner } = await givenOrganisation(world, { identifier: 'W922000010' })
    const { body } = await patch(owner, organisation, { siret: '90000000100009', ...ESUS_COMPANY }).expect(200)
    expect(body).toMatchObject({ siren: '900000001', rna: 'W922000010', family: 'company', isEsusValid: true })
  })

  it('keeps nothing of a stale version, and says the current one', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    await patch(owner, organisation, { acronym: 'UN' }).expect(200)
    const answer = await patch(owner, organisation, { acronym: 'DEUX' }).expect(412)
    expect(answer.body).toMatchObject({ code: 'stale-version', context: { currentVersion: 2 } })
    const { body } = await world.as(owner).get(pathOf(organisation)).expect(200)
    expect(body).toMatchObject({ acronym: 'UN', version: 2 })
  })

  it('lets one of two changes at once win', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const answers = await Promise.all(['UN', 'DEUX', 'TROIS'].map((acronym) => patch(owner, organisation, { acronym })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  it('wants to know which version was read', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const { body } = await world.as(owner).patch(pathOf(organisation)).send({ acronym: 'X' }).expect(428)
    expect((body as Problem).code).toBe('version-required')
  })

  it('refuses a number that another organisation has', async () => {
    const { organisation: known } = await givenOrganisation(world, { rna: 'W922000011' })
    const { organisation, owner } = await givenOrganisation(world)
    const { body } = await patch(owner, organisation, { rna: known.rna }).expect(409)
    expect((body as Problem).code).toBe('identifier-taken')
  })

  it.each([
    ['a SIRET of another SIREN', { siret: '90000000100009' }, 'identifier-invalid'],
    ['a legal form that may not apply', { legalFormCode: '7112' }, 'legal-form-not-accepted'],
    [
      'an unknown commune',
      { address: { street: null, postcode: '92000', communeCode: '92001', communeName: 'X' } },
      'commune-unknown',
    ],
    [
      'an approval that ends before it starts',
      { esusApproval: { number: null, startsOn: '2023-02-01', endsOn: '2023-01-01' } },
      'esus-dates-inverted',
    ],
  ])('refuses %s', async (_what, change, code) => {
    const { organisation, owner } = await givenOrganisation(world)
    const { body } = await patch(owner, organisation, change).expect(422)
    expect((body as Problem).code).toBe(code)
  })

  it('is open to editors and to staff, not to readers', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const editor = await givenMember(organisation, owner, 'editor')
    const reader = await givenMember(organisation, owner, 'reader')
    await patch(editor, organisation, { acronym: 'A' }, 1).expect(200)
    await patch('agent', organisation, { acronym: 'B' }, 2).expect(200)
    const { body } = await patch(reader, organisation, { acronym: 'C' }, 3).expect(403)
    expect((body as Problem).code).toBe('organisation-read-only')
  })

  it('leaves a line of the audit trail, with the fields and without their content', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    await patch('agent', organisation, { phone: '06 00 00 00 00' }).expect(200)
    const lines = await world.asOwner<{ operation: string; data: unknown; actor_id: string }>(
      'select operation, data, actor_id from audit_entry where subject_id = $1 order by position',
      [organisation.organisationId],
    )
    expect(lines).toEqual([
      { operation: 'registerOrganisation', data: { outcome: 'created' }, actor_id: owner.accountId },
      { operation: 'updateOrganisation', data: { fields: ['phone'] }, actor_id: world.accountOf('agent').accountId },
    ])
  })

  it('does not exist for a stranger', async () => {
    const { organisation } = await givenOrganisation(world)
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    const { body } = await patch(stranger, organisation, { acronym: 'X' }).expect(404)
    expect((body as Problem).code).toBe('organisation-not-found')
    await world.as(stranger).get(pathOf(organisation)).expect(404)
    await world
      .as('applicant')
      .get(pathOf({ organisationId: '0193a000-0000-7000-8000-00000000dead' }))
      .expect(404)
  })
})

describe('GET /organisations/:organisationId', () => {
  it('tells staff that they may correct, and not apply', async () => {
    const { organisation } = await givenOrganisation(world)
    for (const role of ['agent', 'manager', 'admin'] as const) {
      const answer = await world.as(role).get(pathOf(organisation)).expect(200)
      expect(answer.body).toMatchObject({ myRole: null, allowedActions: ['edit', 'manageMembers'] })
      expect(answer.headers['etag']).toBe('"1"')
    }
  })

  it('tells a reader that he may only read', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const reader = await givenMember(organisation, owner, 'reader')
    const { body } = await world.as(reader).get(pathOf(organisation)).expect(200)
    expect(body).toMatchObject({ myRole: 'reader', allowedActions: [] })
  })
})

describe('GET /organisations', () => {
  type Listed = { items: OrganisationSummary[]; next: string | null }
  const list = async (who: Role | Account, query: object = {}): Promise<Listed> => {
    const { body } = await world.as(who).get('/api/v1/organisations').query(query).expect(200)
    return body as Listed
  }

  it('gives an applicant his own, and staff all of them', async () => {
    const { organisation, owner } = await givenOrganisation(world, { name: 'Zèbre solidaire' })
    expect((await list(owner)).items.map(({ organisationId }) => organisationId)).toEqual([organisation.organisationId])
    expect((await list('agent', { search: 'zebre' })).items).toMatchObject([{ name: 'Zèbre solidaire', myRole: null }])
    expect((await list('applicant')).items).toEqual([])
  })

  it('shows a request to join with its state', async () => {
    const { organisation } = await givenOrganisation(world)
    const asking = await world.givenAccount({ roles: ['applicant'] })
    const known = { ...(await givenOrganisation(world)).organisation, identifier: organisation.siren }
    const { name, acronym, legalFormCode, address, phone, website, esusApproval } = known
    const details = { name, acronym, legalFormCode, address, phone, website, esusApproval }
    await world
      .as(asking)
      .post('/api/v1/organisations')
      .send({ identifier: known.identifier, ...details, representativeName: null, representativeQuality: null })
      .expect(200)
    expect((await list(asking)).items).toMatchObject([{ myStatus: 'requested' }])
  })

  it('finds by a part of the name, a number or the commune, without accents', async () => {
    const siren = nextSiren()
    const { owner } = await givenOrganisation(world, {
      identifier: siren,
      name: 'Épicerie Cœur-de-ville 100 %',
      acronym: 'ECV',
      address: { street: null, postcode: '92310', communeCode: '92072', communeName: 'Sèvres' },
    })
    for (const search of ['epicerie', 'COEUR', 'ecv', 'sevres', siren.slice(2, 8), '100 %']) {
      expect((await list(owner, { search })).items.map(({ siren: found }) => found)).toEqual([siren])
    }
    for (const search of ['100 _', '%x', 'boucherie']) expect((await list(owner, { search })).items).toEqual([])
  })

  it('sorts as French people do, page by page, each once', async () => {
    const owner = await world.givenAccount({ roles: ['applicant'] })
    const names = ['éclair', 'Eau vive', 'Zoé', 'abeille', 'Été', 'ete', 'Émaux']
    for (const name of names) await givenOrganisation(world, { name }, owner)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Listed = await list(owner, { limit: 2, ...(after === null ? {} : { after }) })
      seen.push(...page.items.map(({ name }) => name))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual(['abeille', 'Eau vive', 'éclair', 'Émaux', 'ete', 'Été', 'Zoé'])
  })

  it('refuses a cursor of its own making', async () => {
    await world.as('agent').get('/api/v1/organisations').query({ after: 'abc' }).expect(400)
  })
})
