import { describe, expect, it } from '@jest/globals'
import {
  digestReferrals,
  forgetReferrals,
  mailWeeklyDigests,
  runReferralTimers,
} from '../src/modules/referrals/index.ts'
import { runSandboxes } from '../src/modules/sandbox/index.ts'
import type { Context } from '../src/kit/context.ts'
import { type Client, givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { clientOf, event, givenKey, givenPartner, givenReferral, readReferral } from './support/given-partners.ts'
import { firstOf, NOW, PDF } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW, scanner: async () => 'clean' })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')

let count = 0
/** Lets every change of these rows fail, as a fault of ours or of the database would. Answers how to mend it. */
async function spoil(table: string, operation: string, which: string): Promise<() => Promise<void>> {
  count += 1
  const name = `spoil_${count}`
  await world.asOwner(
    `create function ${name}() returns trigger language plpgsql as $$ begin raise 'spoiled'; end $$;
     create trigger ${name} before ${operation} on ${table} for each row when (${which}) execute function ${name}()`,
  )
  return async () => {
    await world.asOwner(`drop trigger ${name} on ${table}; drop function ${name}()`)
  }
}

/** Runs a task at an instant, of which one part fails, and then again with nothing at fault. */
async function runSpoiled(instant: string, task: (ctx: Context) => Promise<void>, mend: () => Promise<void>) {
  world.clock.set(instant)
  await expect(task(contextOf(world))).rejects.toThrow('spoiled')
  world.clock.set(NOW)
  return async () => {
    await mend()
    world.clock.set(instant)
    await task(contextOf(world))
    world.clock.set(NOW)
  }
}

const declined = async () => {
  world.clock.set(NOW)
  const referral = await givenReferral(cci.api, [cma.partnerId])
  await event(cma.api, firstOf(referral).assignmentId, { event: 'decline', reasonCode: 'out_of_area' }).expect(200)
  return referral
}
const hasFile = async (client: Client, referralId: string): Promise<boolean> => {
  const { body } = await client.get(`/api/v1/referrals/${referralId}/attachments`).expect(200)
  return (body as { items: unknown[] }).items.length > 0
}

describe('One that fails does not hold those after it:', () => {
  it('people are forgotten', async () => {
    const [one, other] = [await declined(), await declined()]
    const mend = await spoil('party', 'update', `old.party_id = '${one.party.partyId}'`)
    const isForgotten = async ({ referralId }: typeof one) =>
      (await readReferral(cci.api, referralId)).party.isForgotten
    const again = await runSpoiled('2025-02-10T09:00:00.000Z', forgetReferrals, mend)
    expect([await isForgotten(one), await isForgotten(other)]).toEqual([false, true])
    await again()
    expect(await isForgotten(one)).toBe(true)
  })

  it('files are let go', async () => {
    const referrals = []
    for (let n = 0; n < 2; n += 1) {
      world.clock.set(NOW)
      const referral = await givenReferral(cci.api, [cma.partnerId])
      await cci.api
        .post(`/api/v1/referrals/${referral.referralId}/attachments`)
        .query({ name: 'Projet.pdf' })
        .set('content-type', 'application/octet-stream')
        .send(PDF)
        .expect(201)
      await event(cma.api, firstOf(referral).assignmentId, { event: 'decline', reasonCode: 'other', text: 'Non.' })
      referrals.push(referral.referralId)
    }
    const [one = '', other = ''] = referrals
    const mend = await spoil('referral_file', 'delete', `old.referral_id = '${one}'`)
    const again = await runSpoiled('2023-08-10T09:00:00.000Z', forgetReferrals, mend)
    expect([await hasFile(cci.api, one), await hasFile(cci.api, other)]).toEqual([true, false])
    await again()
    expect(await hasFile(cci.api, one)).toBe(false)
  })

  it('partners are reminded, daily and weekly', async () => {
    const [one, other] = [await givenPartner(world, 'other'), await givenPartner(world, 'other')]
    for (const { partnerId, partner } of [one, other]) {
      world.clock.set(NOW)
      const path = `/api/v1/partners/${partnerId}`
      await world
        .as('manager')
        .patch(path)
        .set('if-match', `"${partner.version}"`)
        .send({ connection: 'light' })
        .expect(200)
      await givenReferral(cci.api, [partnerId])
    }
    const mailed = async (template: string) => {
      const rows = await world.asOwner(`select recipient from mail where template = $1`, [template])
      const recipients = (rows as { recipient: string }[]).map(({ recipient }) => recipient)
      return [one, other].map(({ partner }) => recipients.includes(partner.contactEmail))
    }
    for (const [task, template] of [
      [digestReferrals, 'referrals-waiting'],
      [mailWeeklyDigests, 'referrals-weekly'],
    ] as const) {
      const mend = await spoil('mail', 'insert', `new.recipient = '${one.partner.contactEmail}'`)
      const again = await runSpoiled('2023-01-16T09:00:00.000Z', task, mend)
      expect(await mailed(template)).toEqual([false, true])
      await again()
      expect(await mailed(template)).toEqual([true, true])
    }
  })

  it('sandboxes are played', async () => {
    const sandboxes = []
    for (let n = 0; n < 2; n += 1) {
      world.clock.set(NOW)
      const { partnerId } = await givenPartner(world)
      const { secret } = await givenKey(world, partnerId, { mode: 'test' })
      const api = clientOf(world, secret)
      await world.runJobs()
      const { body } = await api.get('/api/v1/sandbox').expect(200)
      const to = (body as { cannedPartners: { kind: string; partnerId: string }[] }).cannedPartners.find(
        ({ kind }) => kind === 'cma',
      )
      const project = { title: '[silent] Un essai', summary: null, stage: 'idea' as const }
      const { referralId } = await givenReferral(api, [to?.partnerId ?? ''], { project })
      await world.runJobs()
      sandboxes.push({ api, referralId })
    }
    const [one, other] = sandboxes
    if (one === undefined || other === undefined) throw new Error('No sandbox')
    const mend = await spoil('referral_assignment', 'update', `old.referral_id = '${one.referralId}'`)
    const again = await runSpoiled('2023-02-20T09:00:00.000Z', runSandboxes, mend)
    const statusOf = async ({ api, referralId }: typeof one) => (await readReferral(api, referralId)).status
    world.clock.set(NOW)
    expect([await statusOf(one), await statusOf(other)]).toEqual(['sent', 'expired'])
    await again()
    expect(await statusOf(one)).toBe('expired')
  })

  it('assignments expire, however many before them do not', async () => {
    const MANY = 501
    await world.asOwner(
      `insert into party (party_id, mode, kind, first_name, last_name, owner_partner_id, created_at, updated_at)
       select ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'live', 'holder', 'Ada', 'Avant', $1, $2, $2
         from generate_series(1, $3::int) i`,
      [cci.partnerId, NOW, MANY],
    )
    await world.asOwner(
      `insert into referral (referral_id, mode, reference, source_partner_id, party_id, subject, activity, project_stage,
                             basis, status, occurred_at, created_at, updated_at)
       select party_id, 'live', 'OR-' || left(right(party_id::text, 8), 4) || '-' || right(party_id::text, 4), $1, party_id,
              'creation', 'unknown', 'idea', 'public_task', 'sent', $2, $2, $2
         from party where last_name = 'Avant'`,
      [cci.partnerId, NOW],
    )
    await world.asOwner(
      `insert into referral_reader (partner_id, referral_id, side, party_id, updated_at)
       select source_partner_id, referral_id, 'source', party_id, updated_at from referral where referral_id = party_id`,
    )
    await world.asOwner(
      `insert into referral_assignment (assignment_id, referral_id, mode, recipient_partner_id, status, sent_at, created_at, updated_at)
       select referral_id, referral_id, 'live', $1, 'sent', updated_at, updated_at, updated_at
         from referral where referral_id = party_id`,
      [cma.partnerId],
    )
    world.clock.set(NOW)
    const after = await givenReferral(cci.api, [cma.partnerId])
    const mend = await spoil('referral_assignment', 'update', 'old.assignment_id = old.referral_id')
    const again = await runSpoiled('2023-02-20T09:00:00.000Z', (ctx) => runReferralTimers(ctx), mend)
    expect((await readReferral(cci.api, after.referralId)).status).toBe('expired')
    await again()
    expect(
      await world.asOwner(
        `select count(*)::int as count from referral_assignment where status = 'sent' and assignment_id = referral_id`,
      ),
    ).toEqual([{ count: 0 }])
  })
})
