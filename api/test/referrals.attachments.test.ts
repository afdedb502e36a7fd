import { describe, expect, it } from '@jest/globals'
import type { FileLink } from '@progress-ess/shared/files'
import type { ReferralAttachment } from '@progress-ess/shared/referrals'
import { purgeFiles } from '../src/modules/files/index.ts'
import { type Client, givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { codeOf } from './support/given-application.ts'
import { event, givenPartner, givenReferral, readReferral, referralTo } from './support/given-partners.ts'
import { at, attach, firstOf, NOW, PDF, runTask } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW, scanner: async () => 'clean' })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')
const agent = world.as('agent')

const names = async (client: Client, referralId: string): Promise<string[]> => {
  const { body } = await client.get(`/api/v1/referrals/${referralId}/attachments`).expect(200)
  return (body as { items: ReferralAttachment[] }).items.map(({ file }) => file.name)
}
const linkOf = (client: Client, referralId: string, fileId: string) =>
  client.post(`/api/v1/referrals/${referralId}/attachments/${fileId}/link`)
const pathOf = ({ body }: { body: unknown }): string => (body as FileLink).url.replace(/^https?:\/\/[^/]+/, '')

describe('Attachments of a referral', () => {
  it('of the source are for every recipient, of a recipient for the source and itself', async () => {
    const { referralId } = await givenReferral(agent, [cci.partnerId, cma.partnerId])
    const added = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    expect(added).toMatchObject({ assignmentId: null, canRemove: true, file: { name: 'Projet.pdf' } })
    await attach(cci.api, referralId, PDF, 'Diagnostic.pdf').expect(201)
    expect(await names(agent, referralId)).toEqual(['Projet.pdf', 'Diagnostic.pdf'])
    expect(await names(cci.api, referralId)).toEqual(['Projet.pdf', 'Diagnostic.pdf'])
    expect(await names(cma.api, referralId)).toEqual(['Projet.pdf'])
    const list = `/api/v1/referrals/${referralId}/attachments`
    expect(codeOf(await other.api.get(list).expect(404))).toBe('referral-not-found')
    expect(codeOf(await attach(other.api, referralId).expect(404))).toBe('referral-not-found')
  })

  it('of whom it was passed on to are not for whoever passed it on', async () => {
    const { consent } = referralTo([cci.partnerId, cma.partnerId])
    const referral = await givenReferral(agent, [cci.partnerId], { consent })
    const { referralId } = referral
    await event(cci.api, firstOf(referral).assignmentId, { event: 'transfer', recipientId: cma.partnerId }).expect(200)
    await attach(cma.api, referralId, PDF, 'Diagnostic.pdf').expect(201)
    expect(await names(agent, referralId)).toEqual(['Diagnostic.pdf'])
    expect(await names(cma.api, referralId)).toEqual(['Diagnostic.pdf'])
    expect(await names(cci.api, referralId)).toEqual([])
  })

  it('are read at an address of five minutes, once they are scanned', async () => {
    const { referralId } = await givenReferral(agent, [cma.partnerId])
    const { file } = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    expect(codeOf(await linkOf(cma.api, referralId, file.fileId).expect(409))).toBe('file-not-scanned')
    await world.runJobs()
    const path = pathOf(await linkOf(cma.api, referralId, file.fileId).expect(201))
    const got = await world.anonymous.get(path).expect(200)
    expect(got.headers['content-disposition']).toContain('attachment')
    await at(world, '2023-01-10T09:05:00.001Z', () => world.anonymous.get(path).expect(404))
    expect(codeOf(await linkOf(other.api, referralId, file.fileId).expect(404))).toBe('referral-not-found')
    const elsewhere = await givenReferral(agent, [other.partnerId])
    expect(codeOf(await linkOf(other.api, elsewhere.referralId, file.fileId).expect(404))).toBe('file-not-found')
  })

  it('are judged by their content, and bounded', async () => {
    const { referralId } = await givenReferral(cci.api, [cma.partnerId])
    expect(codeOf(await attach(cci.api, referralId, Buffer.from('<script>')).expect(422))).toBe('file-type-refused')
    expect(codeOf(await attach(cci.api, referralId, Buffer.alloc(0)).expect(422))).toBe('file-empty')
    for (let index = 0; index < 20; index += 1) await attach(cci.api, referralId).expect(201)
    expect(codeOf(await attach(cci.api, referralId).expect(409))).toBe('too-many-files')
    await attach(cma.api, referralId).expect(201) // each side has room of its own
  })

  it('tell both sides without a word of what is in them', async () => {
    const { referralId } = await givenReferral(cci.api, [cma.partnerId])
    const { file } = (await attach(cma.api, referralId).expect(201)).body as ReferralAttachment
    const events = await world.asOwner<{ audience: string[]; data: object }>(
      `select audience, data from outbox_event where kind = 'attachment.added' and subject_id = $1`,
      [referralId],
    )
    expect(events.map(({ audience }) => [...audience].sort())).toEqual([[cci.partnerId, cma.partnerId].sort()])
    expect(JSON.stringify(events)).not.toContain('Projet')
    expect(events[0]?.data).toMatchObject({ fileId: file.fileId })
  })

  it('are taken back by whoever sent them, and addresses stop at once', async () => {
    const { referralId } = await givenReferral(agent, [cma.partnerId])
    const { file } = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    await world.runJobs()
    const path = pathOf(await linkOf(cma.api, referralId, file.fileId).expect(201))
    const one = `/api/v1/referrals/${referralId}/attachments/${file.fileId}`
    expect(codeOf(await cma.api.delete(one).expect(403))).toBe('attachment-not-yours')
    await agent.delete(one).expect(204)
    expect(codeOf(await agent.delete(one).expect(404))).toBe('file-not-found')
    await world.anonymous.get(path).expect(404)
  })

  it('are gone for a recipient when the consent is withdrawn, also at an address given before', async () => {
    const referral = await givenReferral(agent, [cma.partnerId])
    const { referralId } = referral
    const { file } = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    await world.runJobs()
    const path = pathOf(await linkOf(cma.api, referralId, file.fileId).expect(201))
    await agent.post(`/api/v1/consents/${referral.consent?.consentId ?? ''}/withdrawal`).expect(200)
    expect(await names(cma.api, referralId)).toEqual([])
    await world.anonymous.get(path).expect(404)
    expect(codeOf(await linkOf(cma.api, referralId, file.fileId).expect(404))).toBe('file-not-found')
    expect(codeOf(await attach(cma.api, referralId).expect(409))).toBe('consent-withdrawn')
    expect(await names(agent, referralId)).toEqual(['Projet.pdf'])
    expect(codeOf(await attach(agent, referralId).expect(409))).toBe('referral-closed')
  })

  it('get no address from whoever asks in the instant of the withdrawal', async () => {
    const referral = await givenReferral(agent, [cma.partnerId])
    const { referralId } = referral
    const { file } = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    await world.runJobs()
    const withdrawal = await world.pool.connect()
    await withdrawal.query('begin')
    await withdrawal.query('select from referral where referral_id = $1 for update', [referralId])
    await withdrawal.query('update consent set withdrawn_at = now() where consent_id = $1', [
      referral.consent?.consentId,
    ])
    await withdrawal.query('delete from file_link where file_id = $1', [file.fileId])
    const asked = linkOf(cma.api, referralId, file.fileId).then((answer) => answer)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await withdrawal.query('commit')
    withdrawal.release()
    expect(codeOf(await asked)).toBe('file-not-found')
    expect(await world.asOwner('select from file_link where file_id = $1', [file.fileId])).toEqual([])
  })

  it('are removed six months after the closing, bytes and all', async () => {
    const { referralId } = await givenReferral(agent, [cma.partnerId])
    const { file } = (await attach(agent, referralId).expect(201)).body as ReferralAttachment
    const { assignmentId } = firstOf(await readReferral(cma.api, referralId))
    await event(cma.api, assignmentId, { event: 'decline', reasonCode: 'out_of_area' }).expect(200)
    const purge = async (instant: string) =>
      at(world, instant, async () => {
        await runTask(world, 'forget-referrals')
        await purgeFiles(contextOf(world), {}, world.files)
      })
    await purge('2023-07-10T08:59:59.000Z')
    expect(await names(agent, referralId)).toEqual(['Projet.pdf'])
    await purge('2023-07-10T09:00:00.000Z')
    expect(await names(agent, referralId)).toEqual([])
    await expect(world.files.store.read(file.fileId)).rejects.toThrow()
  })
})
