import { describe, expect, it } from '@jest/globals'
import type { ReferralBaskets, ReferralPage } from '@progress-ess/shared/referrals'
import type { PartnerSummary } from '@progress-ess/shared/partners'
import type { Static } from 'typebox'
import { type Client, givenApp } from './support/app.ts'
import { clientOf, departmentId, event, givenPartner, givenReferral } from './support/given-partners.ts'

const world = await givenApp()
const cci = await givenPartner(world, 'cci')
const manager = world.accountOf('manager')

/** A partner without a system, to whom the CCI sends something on Tuesday, January 10th, at nine. */
async function givenLight() {
  world.clock.set('2023-01-10T09:00:00.000Z')
  const light = await givenPartner(world, 'cma')
  await world
    .as('manager')
    .patch(`/api/v1/partners/${light.partnerId}`)
    .set('if-match', `"${light.partner.version}"`)
    .send({ connection: 'light' })
    .expect(200)
  const { assignments } = await givenReferral(cci.api, [light.partnerId])
  return { ...light, assignmentId: assignments[0]?.assignmentId ?? '' }
}

/** What the digest of a morning sends to an address. Run twice, because every task may. */
async function morning(instant: string, address: string) {
  world.clock.set(instant)
  const before = world.sent.length
  for (let n = 0; n < 2; n += 1) {
    await world.asOwner(`select graphile_worker.add_job('digest-referrals')`)
    await world.runJobs()
  }
  return world.sent.slice(before).filter(({ recipient }) => recipient === address)
}

const read = async (client: Client, path: string): Promise<unknown> => (await client.get(path).expect(200)).body

describe('Reminders', () => {
  it('come as one digest when a clock runs out, on working days, until there is an answer', async () => {
    const { partner, assignmentId, api } = await givenLight()
    const mail = async (day: string) => (await morning(`2023-01-${day}T06:30:00.000Z`, partner.contactEmail)).length
    expect(await mail('11')).toBe(1) // new
    expect(await mail('12')).toBe(0) // two days are not over at half past six
    expect(await mail('13')).toBe(1) // not acknowledged
    expect([await mail('14'), await mail('15')]).toEqual([0, 0]) // a weekend
    expect(await mail('16')).toBe(0)
    expect(await mail('18')).toBe(1) // five working days
    world.clock.set('2023-01-18T10:00:00.000Z')
    await event(api, assignmentId, { event: 'accept', ownerName: 'Pôle' }).expect(200)
    expect(await mail('19')).toBe(0)
    expect(await mail('25')).toBe(0)
    expect(await mail('26')).toBe(1) // nobody was contacted for five days
  })

  it('carry a fresh way in and nobody’s name', async () => {
    const { partner, partnerId } = await givenLight()
    const [mail] = await morning('2023-01-11T06:30:00.000Z', partner.contactEmail)
    const token = /#(pl_live_[\w-]{43})/.exec(mail?.body ?? '')?.[1] ?? ''
    // Forty random letters spell a short name now and then.
    expect(mail?.body.replace(token, '')).not.toMatch(/Ada|Exemple|conserverie/i)
    expect(await read(clientOf(world, token), '/api/v1/partner-connection')).toMatchObject({ partner: { partnerId } })
    world.clock.advance(8 * 86_400_000)
    await clientOf(world, token).get('/api/v1/partner-connection').expect(401)
  })

  it('stand still while information is awaited', async () => {
    const { partner, assignmentId, api } = await givenLight()
    await event(api, assignmentId, { event: 'request_info', text: 'Quel budget ?' }).expect(200)
    expect(await morning('2023-02-01T06:30:00.000Z', partner.contactEmail)).toEqual([])
    world.clock.set('2023-02-01T09:00:00.000Z')
    await event(cci.api, assignmentId, { event: 'provide_info', text: '12 000 €' }).expect(200)
    expect(await morning('2023-02-07T06:30:00.000Z', partner.contactEmail)).toEqual([])
    expect(await morning('2023-02-09T06:30:00.000Z', partner.contactEmail)).toHaveLength(1)
  })

  it('go to the managers after ten working days, once', async () => {
    const { partner } = await givenLight()
    expect(await morning('2023-01-24T06:30:00.000Z', manager.email)).toEqual([])
    const [mail, ...others] = await morning('2023-01-25T06:30:00.000Z', manager.email)
    expect(others).toEqual([])
    expect(mail?.body).toContain(`${partner.name} n’a pas répondu à une orientation`)
    expect(await morning('2023-01-26T06:30:00.000Z', manager.email)).toEqual([])
  })
})

describe('Baskets', () => {
  it('count what waits for the caller, and the list shows the same', async () => {
    const { api, assignmentId } = await givenLight()
    const counts = async (client: Client, side: string): Promise<Record<string, number>> => {
      const { items } = (await read(client, `/api/v1/referral-baskets?side=${side}`)) as ReferralBaskets
      return Object.fromEntries(items.filter(({ count }) => count > 0).map(({ basket, count }) => [basket, count]))
    }
    expect(await counts(api, 'recipient')).toEqual({ to_acknowledge: 1, open: 1 })
    expect(await counts(api, 'source')).toEqual({})
    await event(api, assignmentId, { event: 'acknowledge' }).expect(200)
    world.clock.set('2023-01-18T09:00:00.000Z')
    expect(await counts(api, 'recipient')).toEqual({ to_answer: 1, late: 1, open: 1 })
    const { items } = (await read(api, '/api/v1/referrals?basket=late')) as Static<typeof ReferralPage>
    expect(items).toHaveLength(1)
    await event(api, assignmentId, { event: 'request_info', text: 'Quel budget ?' }).expect(200)
    expect(await counts(api, 'recipient')).toEqual({ info_requested: 1, open: 1 })
    await event(api, assignmentId, { event: 'accept', ownerName: 'Pôle' }).expect(200)
    expect(await counts(api, 'recipient')).toEqual({ to_contact: 1, open: 1 })
    expect(((await read(api, '/api/v1/referrals?basket=late')) as Static<typeof ReferralPage>).items).toEqual([])
  })

  it('come as CSV whose cells no spreadsheet runs', async () => {
    const light = await givenLight()
    await givenReferral(cci.api, [light.partnerId], {
      party: {
        kind: 'organisation',
        organisationName: '=HYPERLINK("http://x")',
        firstName: null,
        lastName: null,
        email: 'x@example.test',
        phone: null,
        communeCode: null,
        identifier: null,
      },
    })
    const { text, headers } = await light.api.get('/api/v1/referral-digest').expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(text.trim().split('\r\n')).toHaveLength(3)
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
  })

  it('are told by a weekly mail with a link and no names', async () => {
    const { partner } = await givenLight()
    const before = world.sent.length
    await world.asOwner(`select graphile_worker.add_job('mail-weekly-digests')`)
    await world.runJobs()
    const mails = world.sent.slice(before).filter(({ recipient }) => recipient === partner.contactEmail)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.body).toMatch(/orientations-partenaire#pl_live_/)
    expect(mails[0]?.body).not.toMatch(/\bAda\b|Exemple/)
  })
})

describe('The directory', () => {
  it('tells how long a service takes to answer, in the median', async () => {
    world.clock.set('2023-01-10T09:00:00.000Z')
    const quick = await givenPartner(world, 'other')
    const service = { name: 'Accueil', subjects: ['creation'], communes: [], activity: 'any', capacity: 'open' }
    await quick.api.post(`/api/v1/partners/${quick.partnerId}/services`).send(service).expect(201)
    for (const hours of [12, 36, 240]) {
      world.clock.set('2023-01-10T09:00:00.000Z')
      const { assignments } = await givenReferral(cci.api, [quick.partnerId])
      world.clock.advance(hours * 3_600_000)
      await event(quick.api, assignments[0]?.assignmentId ?? '', { event: 'accept', ownerName: 'Pôle' }).expect(200)
    }
    const { items } = (await read(cci.api, '/api/v1/partner-directory')) as { items: PartnerSummary[] }
    const shown = items.find(({ partnerId }) => partnerId === quick.partnerId)
    expect(shown?.services[0]?.medianAnswerDays).toBe(1.5)
    expect(items.find(({ partnerId }) => partnerId === (cci.partnerId || ''))).toBeUndefined()
    expect(items.map(({ partnerId }) => partnerId)).toContain(await departmentId(world))
  })
})
