import { describe, expect, it } from '@jest/globals'
import type { NewOrganisation, Organisation, OrganisationRegistration } from '@progress-ess/shared/organisations'
import type { Problem } from '@progress-ess/shared/kit'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { givenOrganisation, newOrganisation, nextSiren } from './support/given-organisation.ts'

const world = await givenApp()
const person = (): Promise<Account> => world.givenAccount({ roles: ['applicant'] })

const register = (who: Account, body: object) => world.as(who).post('/api/v1/organisations').send(body)

async function outcomeOf(who: Account, wanted: NewOrganisation): Promise<string> {
  const { body } = await register(who, wanted)
  return (body as OrganisationRegistration).outcome
}

describe('POST /organisations', () => {
  it('registers an association, whose owner the caller becomes', async () => {
    const owner = await person()
    const siren = nextSiren()
    const answer = await register(owner, newOrganisation({ identifier: `${siren.slice(0, 3)} ${siren.slice(3)}` }))
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      outcome: 'created',
      organisation: { siren, family: 'association', communeName: 'Nanterre', myRole: 'owner', myStatus: 'active' },
    })
  })

  it('knows the SIREN of a SIRET, and derives family and duties from the legal form', async () => {
    const { organisation } = await givenOrganisation(world, {
      identifier: '732 829 320 00074',
      legalFormCode: '5710',
      esusApproval: { number: null, startsOn: '2022-01-01', endsOn: '2023-01-10' },
    })
    expect(organisation).toMatchObject({
      siren: '732829320',
      siret: '73282932000074',
      family: 'company',
      isEsusValid: true,
      needsRepublicanCommitment: false,
      version: 1,
      allowedActions: ['edit', 'manageMembers', 'apply'],
    })
  })

  it('judges the approval by the day in Paris', async () => {
    const { organisation, owner } = await givenOrganisation(world, {
      esusApproval: { number: null, startsOn: null, endsOn: '2023-01-10' },
    })
    const isValid = async (): Promise<boolean> => {
      const { body } = await world.as(owner).get(`/api/v1/organisations/${organisation.organisationId}`)
      return (body as Organisation).isEsusValid
    }
    world.clock.set('2023-01-10T22:59:59.000Z')
    expect(await isValid()).toBe(true)
    world.clock.set('2023-01-10T23:00:00.000Z')
    expect(await isValid()).toBe(false)
    world.clock.set('2023-01-10T09:00:00.000Z')
  })

  it('takes La Poste’s establishments, whose check differs', async () => {
    const { organisation } = await givenOrganisation(world, { identifier: '35600000049837' })
    expect(organisation.siren).toBe('356000000')
  })

  it('finds an organisation with the same SIREN instead of doubling it', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const siren = organisation.siren ?? ''
    const again = await register(owner, newOrganisation({ identifier: siren, name: 'Un autre nom' }))
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({
      outcome: 'alreadyMember',
      organisation: { organisationId: organisation.organisationId, name: organisation.name },
    })
  })

  it('finds one by its RNA number, also behind a SIREN', async () => {
    const { organisation } = await givenOrganisation(world, { identifier: 'W922000001' })
    const other = await person()
    const { body } = await register(other, newOrganisation({ rna: 'w 922 000 001' }))
    expect(body).toMatchObject({
      outcome: 'joinRequested',
      organisation: { organisationId: organisation.organisationId },
    })
  })

  it('refuses an RNA number that belongs to another SIREN', async () => {
    await givenOrganisation(world, { rna: 'W922000002' })
    const answer = await register(await person(), newOrganisation({ rna: 'W922000002' }))
    expect(answer.status).toBe(409)
    expect((answer.body as Problem).code).toBe('identifier-taken')
  })

  it('lets somebody ask to join, tells the owners once a day, and remembers the request', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const wanted = newOrganisation({ identifier: organisation.siren ?? '' })
    const stranger = await world.givenAccount({ roles: ['applicant'], displayName: 'Dominique Essai' })
    expect(await outcomeOf(stranger, wanted)).toBe('joinRequested')
    expect(await outcomeOf(stranger, wanted)).toBe('joinRequested')
    const members = `/api/v1/organisations/${organisation.organisationId}/members`
    await world.as(owner).delete(`${members}/${stranger.accountId}`).expect(204)
    expect(await outcomeOf(stranger, wanted)).toBe('joinRequested')
    await world.runJobs()
    const mails = world.sent.filter(
      ({ recipient, body }) => recipient === owner.email && body.includes('Dominique Essai'),
    )
    expect(mails).toHaveLength(1)
    expect(mails[0]?.subject).not.toContain('Dominique')
    await world.as(stranger).get(`/api/v1/organisations/${organisation.organisationId}`).expect(404)
  })

  it('gives an organisation that nobody acts for to the first who comes', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    await world.asOwner('delete from organisation_member where account_id = $1', [owner.accountId])
    const wanted = newOrganisation({ identifier: organisation.siren ?? '' })
    const [first, second] = [await person(), await person()]
    expect(await outcomeOf(first, wanted)).toBe('joined')
    expect(await outcomeOf(second, wanted)).toBe('joinRequested')
  })

  it('creates one organisation when twenty people register it at once', async () => {
    const wanted = newOrganisation()
    const people = await Promise.all(Array.from({ length: 20 }, person))
    const outcomes = await Promise.all(people.map((one) => outcomeOf(one, wanted)))
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'joinRequested')).toHaveLength(19)
    expect(await world.asOwner('select 1 from organisation where siren = $1', [wanted.identifier])).toHaveLength(1)
  })

  it('answers a repeated request as the first time', async () => {
    const owner = await person()
    const wanted = newOrganisation()
    const send = () => register(owner, wanted).set('idempotency-key', 'registration-0001')
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
  })

  it.each([
    ['a wrong check digit', { identifier: '123456789' }, 'identifier-invalid', '/body/identifier'],
    ['a SIREN for an RNA number', { rna: '732829320' }, 'identifier-invalid', '/body/rna'],
    ['a legal form that may not apply', { legalFormCode: '7112' }, 'legal-form-not-accepted', '/body/legalFormCode'],
    [
      'an unknown commune of the département',
      { address: { street: null, postcode: '92000', communeCode: '92001', communeName: 'Nulle-part' } },
      'commune-unknown',
      '/body/address/communeCode',
    ],
    [
      'an approval that ends before it starts',
      { esusApproval: { number: null, startsOn: '2023-02-01', endsOn: '2023-01-31' } },
      'esus-dates-inverted',
      '/body/esusApproval',
    ],
  ])('refuses %s', async (_what, wrong, code, pointer) => {
    const answer = await register(await person(), newOrganisation(wrong))
    expect(answer.status).toBe(422)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(answer.body).toMatchObject({ code, errors: [{ pointer }] })
  })

  it.each([
    ['an unknown property', { ...newOrganisation(), isRich: true }, '/body/isRich'],
    ['no name', { ...newOrganisation(), name: '' }, '/body/name'],
    [
      'a day that is none',
      newOrganisation({ esusApproval: { number: null, startsOn: null, endsOn: '0000-01-01' } }),
      '/body/esusApproval/endsOn',
    ],
    ['a site that is no page', newOrganisation({ website: 'javascript:alert(1)' }), '/body/website'],
  ])('refuses %s by its shape', async (_what, body, pointer) => {
    const answer = await register(await person(), body)
    expect(answer.status).toBe(400)
    expect((answer.body as Problem).errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]))
  })

  it('is for applicants', async () => {
    await world.as('agent').post('/api/v1/organisations').send(newOrganisation()).expect(403)
    await world.anonymous.post('/api/v1/organisations').send(newOrganisation()).expect(401)
  })
})

describe('GET /organisation-lookup', () => {
  const lookUp = (who: Account, identifier: string) =>
    world.as(who).get('/api/v1/organisation-lookup').query({ identifier })

  it('says what is known here, and the caller’s own place in it', async () => {
    const { organisation, owner } = await givenOrganisation(world)
    const mine = await lookUp(owner, organisation.siren ?? '').expect(200)
    expect(mine.body).toMatchObject({ kind: 'siren', source: 'here', known: { myRole: 'owner' } })
    const theirs = await lookUp(await person(), organisation.siren ?? '').expect(200)
    expect(theirs.body).toMatchObject({ known: { organisationId: organisation.organisationId, myRole: null } })
  })

  it('says that a sound number is unknown here', async () => {
    const { body } = await lookUp(await person(), '90000000100009').expect(200)
    expect(body).toEqual({ kind: 'siret', value: '90000000100009', known: null, source: 'none' })
  })

  it('refuses a number whose check fails', async () => {
    const { body } = await lookUp(await person(), '73282932000075').expect(422)
    expect((body as Problem).code).toBe('identifier-invalid')
  })
})

describe('POST /organisation-joins', () => {
  const joinAs = (who: Account, identifier: string) =>
    world.as(who).post('/api/v1/organisation-joins').send({ identifier })

  it('asks the owners of a known organisation, without anything told again', async () => {
    const { organisation } = await givenOrganisation(world)
    const asking = await person()
    const { body } = await joinAs(asking, organisation.siren ?? '').expect(200)
    expect(body).toMatchObject({ outcome: 'joinRequested', organisation: { myStatus: 'requested' } })
    expect((await joinAs(asking, organisation.siren ?? '').expect(200)).body).toMatchObject({
      outcome: 'joinRequested',
    })
  })

  it('never makes one that is not known', async () => {
    const { status, body } = await joinAs(await person(), nextSiren())
    expect([status, (body as Problem).code]).toEqual([404, 'organisation-not-found'])
  })
})
