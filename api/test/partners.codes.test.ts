import { describe, expect, it } from '@jest/globals'
import type { UnmappedCode } from '@progress-ess/shared/partners'
import { type Client, givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import { event, givenPartner, givenReferral, readReferral } from './support/given-partners.ts'
import { firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const agent = world.as('agent')

const unmapped = async (client: Client, partnerId: string): Promise<UnmappedCode[]> => {
  const { body } = await client.get(`/api/v1/partners/${partnerId}/codes/unmapped`).expect(200)
  return (body as { items: UnmappedCode[] }).items
}
const wordsOf = (items: readonly UnmappedCode[]) => items.map(({ kind, theirs, count }) => [kind, theirs, count])

describe('Words of a partner that its code map does not know', () => {
  it('are listed as they were kept, those used most first, until the map knows them', async () => {
    expect(await unmapped(agent, cma.partnerId)).toEqual([])
    for (const reasonCode of ['HORS_ZONE', 'HORS_ZONE', 'COMPLET', 'at_capacity']) {
      const { assignmentId } = firstOf(await givenReferral(cci.api, [cma.partnerId], { subject: 'ATELIER' }))
      await event(cma.api, assignmentId, { event: 'decline', reasonCode }).expect(200)
    }
    const { assignmentId } = firstOf(await givenReferral(cci.api, [cma.partnerId]))
    await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle' }).expect(200)
    const outcomes = [{ code: 'RDV1' }, { code: 'appointment_held' }]
    await event(cma.api, assignmentId, { event: 'complete', outcomes }).expect(200)
    const words = [
      ['decline_reason', 'HORS_ZONE', 2],
      ['decline_reason', 'COMPLET', 1],
      ['outcome', 'RDV1', 1],
    ]
    expect(wordsOf(await unmapped(agent, cma.partnerId))).toEqual(words)
    expect(wordsOf(await unmapped(cma.api, cma.partnerId))).toEqual(words)
    expect(wordsOf(await unmapped(agent, cci.partnerId))).toEqual([['subject', 'ATELIER', 4]])
    const items = [
      { kind: 'decline_reason', theirs: 'HORS_ZONE', ours: 'out_of_area' },
      { kind: 'outcome', theirs: 'COMPLET', ours: 'other' },
    ]
    await cma.api.put(`/api/v1/partners/${cma.partnerId}/codes`).send({ items }).expect(200)
    expect(wordsOf(await unmapped(agent, cma.partnerId))).toEqual(words.slice(1))
  })

  it('are nobody else’s to read, nor those of the sender about somebody’s assignment', async () => {
    const path = `/api/v1/partners/${cma.partnerId}/codes/unmapped`
    expect(codeOf(await cci.api.get(path).expect(404))).toBe('partner-not-found')
    const before = await unmapped(agent, cma.partnerId)
    const referral = await givenReferral(cci.api, [cma.partnerId])
    const cancel = { event: 'cancel', reasonCode: 'ERREUR_CRM' }
    await event(cci.api, firstOf(referral).assignmentId, cancel).expect(200)
    expect(firstOf(await readReferral(cma.api, referral.referralId)).rawReasonCode).toBe('ERREUR_CRM')
    expect(await unmapped(agent, cma.partnerId)).toEqual(before)
  })
})
