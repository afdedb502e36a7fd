import { describe, expect, it } from '@jest/globals'
import type { Award, AwardProcedure, Envelope } from '@progress-ess/shared/awards'
import type { ReserveList, ReserveOffer } from '@progress-ess/shared/reserve-offers'
import { etagOf } from '../src/kit/etag.ts'
import { endAfterDays } from '../src/modules/awards/index.ts'
import { givenApp } from './support/app.ts'
import { codeOf, type File, OPEN } from './support/given-application.ts'
import { givenDraftCall } from './support/given-call.ts'
import { givenLockedPanel } from './support/given-panel.ts'

const EUROS = 100
const world = await givenApp({ now: OPEN })
const manager = world.as('manager')
const { awardRules, grid } = await givenDraftCall(world)
/** Every file has a rank, whatever its marks. */
const openGrid = { ...grid, threshold: 0 }
const rules = (onMisfit: 'stop' | 'skip') => ({
  ...awardRules,
  envelope: { ...awardRules.envelope, totalCents: 30_000 * EUROS },
  amount: { ...awardRules.amount, floorCents: 2_000 * EUROS },
  method: { kind: 'rankAndCut', onMisfit, lastAward: { kind: 'none' } } as const,
  tieBreak: [{ by: 'earlierComplete' as const }],
  reserve: { size: null, offerDays: 10 },
})

type Wanted = { readonly byItself?: boolean; readonly onMisfit?: 'stop' | 'skip' }

/** Five files, the first two funded of 30,000 €, the others on the reserve list; 3,000 € are left. Published. */
async function givenReserve({ byItself = true, onMisfit = 'stop' }: Wanted = {}) {
  const wanted = [15_000, 12_000, 10_000, 6_000, 5_000].map((asked, index) => ({ asked, value: 5 - index }))
  const { call, files } = await givenLockedPanel(world, wanted, { awardRules: rules(onMisfit), grid: openGrid })
  const path = `/api/v1/calls/${call.callId}`
  if (!byItself) await procedure(path, { acceptDays: 30, offersByItself: false }).expect(200)
  const { body } = await manager.post(`${path}/scenarios`).send({ label: 'Règles publiées' }).expect(201)
  await manager.post(`/api/v1/scenarios/${(body as { scenarioId: string }).scenarioId}/adoption`).expect(200)
  await manager.post(`${path}/decisions-confirmation`).expect(200)
  await manager.post(`${path}/results-publication`).expect(200)
  return { path, files, callId: call.callId }
}

const procedure = (path: string, change: object, version = 0) =>
  manager.put(`${path}/award-procedure`).set('if-match', etagOf(version)).send(change)
const listOf = async (path: string): Promise<ReserveList> =>
  (await manager.get(`${path}/reserve-list`).expect(200)).body as ReserveList
const envelopeOf = async (path: string): Promise<Envelope> =>
  (await manager.get(`${path}/envelope`).expect(200)).body as Envelope
const awardsOf = async (path: string): Promise<Award[]> =>
  ((await manager.get(`${path}/awards`).expect(200)).body as { items: Award[] }).items
const at = <T>(items: readonly T[], index: number): T => {
  const found = items[index]
  if (found === undefined) throw new Error(`nothing at ${index}`)
  return found
}
async function awardOf(path: string, file: File): Promise<Award> {
  return at(
    (await awardsOf(path)).filter(({ applicationId }) => applicationId === file.applicationId),
    0,
  )
}
async function renounce(path: string, file: File): Promise<void> {
  const { awardId } = await awardOf(path, file)
  await world
    .as(file.owner)
    .post(`/api/v1/awards/${awardId}/renunciation`)
    .send({ reason: 'Projet abandonné.' })
    .expect(200)
}
const offersOf = async (file: File): Promise<ReserveOffer[]> =>
  ((await world.as(file.owner).get(`${file.path}/reserve-offers`).expect(200)).body as { items: ReserveOffer[] }).items
const shown = ({ lines }: ReserveList) =>
  lines.map(({ standing, amountCents }) => (amountCents === null ? standing : `${standing} ${amountCents / EUROS}`))
const answer = (who: File, { reserveOfferId }: ReserveOffer, act: 'acceptance' | 'refusal') =>
  world
    .as(who.owner)
    .post(`/api/v1/reserve-offers/${reserveOfferId}/${act}`)
    .send(act === 'refusal' ? {} : undefined)

describe('money that comes back', () => {
  it('is offered to the reserve list in the order of its ranks, and held meanwhile', async () => {
    const { path, files } = await givenReserve()
    expect(shown(await listOf(path))).toEqual(['does-not-fit', 'after-cut', 'after-cut'])
    await renounce(path, at(files, 0))
    await world.runJobs()
    const list = await listOf(path)
    expect(shown(list)).toEqual(['open', 'open', 'does-not-fit'])
    expect(list).toMatchObject({ leftCents: 2_000 * EUROS, heldCents: 16_000 * EUROS, offerDays: 10 })
    expect(list.lines[2]).toMatchObject({ leftCents: 2_000 * EUROS, neededCents: 5_000 * EUROS })
    const envelope = await envelopeOf(path)
    expect(envelope).toMatchObject({ heldCents: 16_000 * EUROS, leftCents: 2_000 * EUROS, isConsistent: true })
    expect(envelope.entries.filter(({ kind }) => kind === 'hold').map(({ number }) => number)).toEqual(
      list.lines.slice(0, 2).map(({ number }) => number),
    )
    // Nothing else may promise it: the envelope is not lowered below what is held.
    const lower = await manager
      .post(`${path}/envelope/allocations`)
      .send({ amountCents: -2_001 * EUROS, reason: 'Gel de crédits' })
    expect([lower.status, codeOf(lower)]).toEqual([409, 'envelope-exceeded'])
    expect(world.sent.filter(({ subject }) => subject.includes('proposition'))).toHaveLength(2)
  })

  it('becomes an award once its file accepts, is published as such, and is never offered again', async () => {
    const { path, files } = await givenReserve()
    await renounce(path, at(files, 0))
    await world.runJobs()
    const file = at(files, 2)
    const offer = at(await offersOf(file), 0)
    expect(offer).toMatchObject({
      status: 'offered',
      amountCents: 10_000 * EUROS,
      allowedActions: ['accept', 'decline'],
    })
    const { body } = await answer(file, offer, 'acceptance').expect(200)
    expect(body).toMatchObject({ status: 'accepted', allowedActions: [] })
    expect(codeOf(await answer(file, offer, 'refusal').expect(409))).toBe('offer-wrong-status')
    expect(await awardOf(path, file)).toMatchObject({ status: 'accepted', amountCents: 10_000 * EUROS })
    const { body: results } = await world.anonymous.get(`${path}/results`).expect(200)
    expect(
      (results as { laureates: { amountCents: number }[] }).laureates
        .map(({ amountCents }) => amountCents / EUROS)
        .sort(),
    ).toEqual([10_000, 12_000])
    expect(await envelopeOf(path)).toMatchObject({
      heldCents: 6_000 * EUROS,
      committedCents: 22_000 * EUROS,
      isConsistent: true,
    })
    const steps = await world.asOwner(
      'select event, actor_id is null as by_system from reserve_offer_event where reserve_offer_id = $1 order by at, reserve_offer_event_id',
      [offer.reserveOfferId],
    )
    expect(steps).toEqual([
      { event: 'offer', by_system: true },
      { event: 'accept', by_system: false },
    ])
  })

  it('goes to the next when it is declined, expires or is withdrawn; a withdrawn file gets its turn again', async () => {
    const { path, files } = await givenReserve({ onMisfit: 'skip' })
    await renounce(path, at(files, 0))
    await world.runJobs()
    const [first, second] = [at(files, 2), at(files, 3)]
    await answer(first, at(await offersOf(first), 0), 'refusal').expect(200)
    await world.runJobs()
    expect(shown(await listOf(path))).toEqual(['declined', 'open', 'open'])
    // Ten days on, at the end of the day in Paris, an answer is late; the timer then ends the offer.
    const { expiresAt } = at(await offersOf(second), 0)
    const now = world.clock()
    world.clock.set(expiresAt)
    expect(codeOf(await answer(second, at(await offersOf(second), 0), 'acceptance').expect(409))).toBe('offer-expired')
    world.clock.set(new Date(Date.parse(expiresAt) + 300_000).toISOString())
    await world.asOwner(`select graphile_worker.add_job('run-award-timers')`)
    await world.runJobs()
    const list = await listOf(path)
    expect(shown(list)).toEqual(['declined', 'expired', 'expired'])
    expect(list).toMatchObject({ heldCents: 0, leftCents: 18_000 * EUROS })
    world.clock.set(now.toISOString())
  })

  it('is offered by a manager where the call does not do it by itself, and withdrawn with a reason', async () => {
    const { path, files } = await givenReserve({ byItself: false })
    const offer = () => manager.post(`${path}/reserve-offers`)
    expect(codeOf(await offer().expect(409))).toBe('nothing-to-offer')
    await renounce(path, at(files, 1))
    await world.runJobs()
    const before = await listOf(path)
    expect([shown(before), before.allowedActions]).toEqual([['next 10000', 'does-not-fit', 'after-cut'], ['offer']])
    const { body } = await offer().expect(200)
    expect(shown(body as ReserveList)).toEqual(['open', 'does-not-fit', 'after-cut'])
    expect(codeOf(await offer().expect(409))).toBe('nothing-to-offer')
    const { reserveOfferId } = at((body as ReserveList).offers, 0)
    const withdraw = () =>
      manager.post(`/api/v1/reserve-offers/${reserveOfferId}/withdrawal`).send({ reason: 'Erreur de dossier.' })
    await withdraw().expect(200)
    expect(codeOf(await withdraw().expect(409))).toBe('offer-wrong-status')
    expect(shown(await listOf(path))).toEqual(['next 10000', 'does-not-fit', 'after-cut'])
    await offer().expect(200)
    expect((await listOf(path)).offers).toHaveLength(2)
  })

  it('comes back from an award that is lowered, too, once, by who read its version', async () => {
    const { path, files } = await givenReserve()
    const award = await awardOf(path, at(files, 0))
    const lower = (euros: number, version = award.version) =>
      manager
        .put(`/api/v1/awards/${award.awardId}/amount`)
        .set('if-match', etagOf(version))
        .send({ amountCents: euros * EUROS, reason: 'Le budget a baissé.' })
    for (const [euros, code] of [
      [15_000, 'amount-not-lower'],
      [1_999, 'amount-under-floor'],
      [0, 'amount-required'],
    ] as const) {
      expect(codeOf(await lower(euros).expect(422))).toBe(code)
    }
    const { body } = await lower(8_000).expect(200)
    expect(body).toMatchObject({ amountCents: 8_000 * EUROS, status: 'notified' })
    expect(codeOf(await lower(7_000).expect(412))).toBe('stale-version')
    await world.runJobs()
    expect(shown(await listOf(path))).toEqual(['open', 'does-not-fit', 'after-cut'])
    expect((await envelopeOf(path)).isConsistent).toBe(true)
  })

  it('of an award that nobody accepts in time is offered, too', async () => {
    const { path, files } = await givenReserve()
    const now = world.clock()
    const award = await awardOf(path, at(files, 0))
    if (award.acceptBy === null) throw new Error('no end')
    world.clock.set(award.acceptBy)
    const late = await world.as(at(files, 0).owner).post(`/api/v1/awards/${award.awardId}/acceptance`)
    expect([late.status, codeOf(late)]).toEqual([409, 'award-acceptance-over'])
    world.clock.set(new Date(Date.parse(award.acceptBy) + 300_000).toISOString())
    await world.asOwner(`select graphile_worker.add_job('run-award-timers')`)
    await world.runJobs()
    expect((await awardsOf(path)).map(({ status }) => status)).toEqual(['lapsed', 'lapsed'])
    expect(shown(await listOf(path))).toEqual(['open', 'open', 'open'])
    expect(await envelopeOf(path)).toMatchObject({ committedCents: 0, heldCents: 21_000 * EUROS, isConsistent: true })
    world.clock.set(now.toISOString())
  })
})

describe('who may do what', () => {
  it('hides offers from strangers; readers only read; an applicant does not withdraw', async () => {
    const { path, files } = await givenReserve()
    await renounce(path, at(files, 0))
    await world.runJobs()
    const [file, stranger] = [at(files, 2), at(files, 3)]
    const offer = at(await offersOf(file), 0)
    for (const act of ['acceptance', 'refusal'] as const) {
      const foreign = await answer(stranger, offer, act)
      expect([foreign.status, codeOf(foreign)]).toEqual([404, 'offer-not-found'])
    }
    expect(codeOf(await world.as(stranger.owner).get(`${file.path}/reserve-offers`).expect(404))).toBe(
      'application-not-found',
    )
    await world
      .as(file.owner)
      .post(`/api/v1/reserve-offers/${offer.reserveOfferId}/withdrawal`)
      .send({ reason: 'Pas moi.' })
      .expect(403)
    await world.as('agent').post(`${path}/reserve-offers`).expect(403)
  })

  it('keeps what was promised: the application’s role changes no trace, no ended offer and no promise', async () => {
    const { path, files } = await givenReserve()
    await renounce(path, at(files, 0))
    await world.runJobs()
    await answer(at(files, 2), at(await offersOf(at(files, 2)), 0), 'refusal').expect(200)
    const refused = async (statement: string): Promise<string> => {
      try {
        await world.pool.query(statement)
        return 'done'
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(await refused(`update reserve_offer_event set reason = 'autre'`)).toMatch('permission denied')
    expect(await refused('delete from reserve_offer_event')).toMatch('permission denied')
    expect(await refused('delete from reserve_offer')).toMatch('never removed')
    expect(await refused(`update reserve_offer set amount_cents = 1 where status = 'offered'`)).toMatch(
      'keeps what it promised',
    )
    expect(
      await refused(`update reserve_offer set status = 'offered', ended_at = null where status = 'declined'`),
    ).toMatch('keeps what it promised')
    expect(await refused('update envelope set held_cents = 0')).toMatch('permission denied')
    // Neither ended while its money is held, nor let go of while it is open.
    expect(
      await refused(`update reserve_offer set status = 'declined', ended_at = now() where status = 'offered'`),
    ).toMatch('which the ledger does not say')
    const open = at(await offersOf(at(files, 3)), 0)
    expect(
      await refused(`insert into envelope_entry (envelope_entry_id, call_id, kind, amount_cents, reserve_offer_id, at)
                     select gen_random_uuid(), call_id, 'unhold', amount_cents, reserve_offer_id, now()
                       from reserve_offer where reserve_offer_id = '${open.reserveOfferId}'`),
    ).toMatch('which the ledger does not say')
    await expect(world.asOwner(`update reserve_offer_event set reason = 'autre'`)).rejects.toThrow('append-only')
  })
})

describe('an archived call', () => {
  it('gives no award any more: its open offers are declined or end by themselves', async () => {
    const { path, files } = await givenReserve()
    await renounce(path, at(files, 0))
    await world.runJobs()
    await manager.post(`${path}/archival`).expect(200)
    const offer = at(await offersOf(at(files, 2)), 0)
    expect(codeOf(await answer(at(files, 2), offer, 'acceptance').expect(409))).toBe('call-wrong-status')
    await answer(at(files, 2), offer, 'refusal').expect(200)
  })
})

describe('the procedure of a call', () => {
  it('counts days on the calendar of Paris, over a change of the clocks too', () => {
    const late = new Date('2023-03-01T22:30:00Z')
    expect(endAfterDays(late, 30).toISOString()).toBe('2023-03-31T21:59:59.000Z')
    expect(endAfterDays(new Date('2023-10-01T21:30:00Z'), 30).toISOString()).toBe('2023-10-31T22:59:59.000Z')
  })

  it('is a manager’s to change, over the version that was read', async () => {
    const { callId } = await givenDraftCall(world)
    const path = `/api/v1/calls/${callId}`
    const { body } = await world.as('agent').get(`${path}/award-procedure`).expect(200)
    expect(body as AwardProcedure).toMatchObject({
      acceptDays: 30,
      offersByItself: true,
      version: 0,
      allowedActions: [],
    })
    await procedure(path, { acceptDays: 15, offersByItself: false }).expect(200)
    expect(codeOf(await procedure(path, { acceptDays: 20, offersByItself: true }).expect(412))).toBe('stale-version')
    const again = await procedure(path, { acceptDays: 20, offersByItself: true }, 1).expect(200)
    expect(again.body).toMatchObject({ acceptDays: 20, version: 2 })
  })
})
