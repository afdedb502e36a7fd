import assert from 'node:assert/strict'
import { createReferral, getReferral, listReferrals, putReferral, updateReferral } from '@progress-ess/shared/referrals'
import { newReferral, problemOf, read, refuses, send } from '../kit.ts'
import type { Suite } from '../run.ts'

export const writing: Suite = {
  name: 'writing',
  checks: [
    {
      name: 'the same Idempotency-Key and body get the same answer, also ten at once; another body is refused',
      run: async (world) => {
        const { client, run, referralIds } = world
        const body = await newReferral(world)
        const idempotencyKey = `${run}-idempotency`
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => client.call(createReferral, { body, idempotencyKey })),
        )
        for (const { data } of answers) referralIds.add(data.referralId)
        assert.equal(new Set(answers.map(({ data }) => data.referralId)).size, 1, 'more than one referral was made')
        assert.equal(answers.filter(({ isReplayed }) => !isReplayed).length, 1, 'not exactly one answer was the first')
        const other = client.call(createReferral, { body: { ...body, activity: 'commercial' }, idempotencyKey })
        await refuses(other, 422, 'idempotency-key-reused')
      },
    },
    {
      name: 'PUT by reference creates once, then corrects; the reference is unique',
      run: async (world) => {
        const { client, run, referralIds } = world
        const params = { externalRef: `${run}/put é` }
        const body = await newReferral(world)
        const first = await client.call(putReferral, { params, body })
        referralIds.add(first.data.referralId)
        const again = await client.call(putReferral, { params, body: { ...body, activity: 'artisanal' } })
        assert.deepEqual([first.status, again.status], [201, 200])
        assert.equal(again.data.referralId, first.data.referralId)
        assert.equal(again.data.activity, 'artisanal')
        const differs = client.call(putReferral, { params, body: { ...body, externalRef: 'another' } })
        await refuses(differs, 422, 'external-ref-differs')
        const taken = await refuses(
          client.call(createReferral, { body: { ...body, externalRef: params.externalRef } }),
          409,
          'external-ref-taken',
        )
        assert.equal(taken.problem.context?.['referralId'], first.data.referralId)
      },
    },
    {
      name: 'a change needs the version that was read',
      run: async (world) => {
        const { client } = world
        const { referralId } = await send(world)
        const params = { referralId }
        const body = { activity: 'commercial' } as const
        const { etag } = await client.call(getReferral, { params })
        assert.ok(etag !== null, 'the referral has no ETag')
        await refuses(client.call(updateReferral, { params, body }), 428, 'version-required')
        const changed = await client.call(updateReferral, { params, body, ifMatch: etag })
        assert.notEqual(changed.etag, etag)
        await refuses(client.call(updateReferral, { params, body, ifMatch: etag }), 412, 'stale-version')
        assert.equal((await read(world, referralId)).activity, 'commercial')
      },
    },
    {
      name: 'a code that is not known is kept as it came, under "other"',
      run: async (world) => {
        const { subject, rawSubject } = await send(world, { subject: 'mon-code-à-moi' })
        assert.deepEqual([subject, rawSubject], ['other', 'mon-code-à-moi'])
      },
    },
    {
      name: 'what happened before may be written down later, what lies ahead may not',
      run: async (world) => {
        const { client } = world
        const body = await newReferral(world)
        const collectedAt = Date.parse(body.consent?.collectedAt ?? '')
        const occurredAt = new Date(collectedAt + 3_600_000).toISOString()
        await refuses(client.call(createReferral, { body: { ...body, occurredAt } }), 422, 'occurred-later')
        const before = new Date(collectedAt - 86_400_000).toISOString()
        assert.equal((await send(world, { occurredAt: before })).occurredAt, before)
      },
    },
    {
      name: 'a consent covers its recipients and no others',
      run: async (world) => {
        const body = await newReferral(world, { to: [world.cma], covers: [world.cci] })
        const { status, code } = await problemOf(world.client.call(createReferral, { body }))
        assert.deepEqual([status === 409 || status === 422, code], [true, 'consent-too-narrow'])
      },
    },
    {
      name: 'lists are keyset pages; updatedAfter is inclusive, and nothing is missed',
      run: async (world) => {
        const { client } = world
        const sent = [await send(world), await send(world), await send(world)]
        const ids = sent.map(({ referralId }) => referralId)
        const updatedAfter = sent[0]?.updatedAt
        assert.ok(updatedAfter !== undefined)
        const seen: string[] = []
        let previous = ''
        for await (const page of client.pages(listReferrals, { querystring: { updatedAfter, limit: 1 } })) {
          assert.ok(page.length <= 1, 'the page is larger than its limit')
          for (const { referralId, updatedAt } of page) {
            assert.ok(updatedAt >= previous, 'the list is not in the order of changes')
            previous = updatedAt
            seen.push(referralId)
          }
        }
        assert.deepEqual(
          ids.filter((id) => !seen.includes(id)),
          [],
          'some are missing',
        )
        assert.equal(new Set(seen).size, seen.length, 'some came twice')
      },
    },
  ],
}
