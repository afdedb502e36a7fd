import assert from 'node:assert/strict'
import { createClient } from '@progress-ess/client'
import { getOwnConnection, listPartnerCalls, listPartnerDirectory, RIGHTS } from '@progress-ess/shared/partners'
import { getReferral } from '@progress-ess/shared/referrals'
import { raw, refuses, until } from '../kit.ts'
import { Skip, type Suite } from '../run.ts'

const NOBODYS = '01890000-0000-7000-8000-000000000000'

export const connection: Suite = {
  name: 'connection',
  checks: [
    {
      name: 'the key says who it speaks for, and may do everything that the checks need',
      run: async ({ me }) => {
        const missing = RIGHTS.filter((right) => !me.rights.includes(right))
        assert.deepEqual(missing, [], 'make a test key with every right')
      },
    },
    {
      name: 'without a key, and with a wrong one, nobody enters',
      run: async ({ options }) => {
        const { url: baseUrl, allowHttp } = options
        const nobody = createClient({ baseUrl, retries: 0 })
        await refuses(nobody.call(getOwnConnection), 401, 'unauthenticated')
        const wrong = createClient({ baseUrl, allowHttp, retries: 0, key: `sk_test_${'x'.repeat(43)}` })
        await refuses(wrong.call(getOwnConnection), 401, 'unauthenticated')
      },
    },
    {
      name: 'the key can be exchanged for a short-lived token',
      run: async ({ options, me }) => {
        if (options.clientId === null) throw new Skip('no --client-id')
        const oauth = { clientId: options.clientId, clientSecret: options.key }
        const client = createClient({ baseUrl: options.url, allowHttp: options.allowHttp, oauth })
        assert.deepEqual((await client.call(getOwnConnection)).data.partner, me.partner)
      },
    },
    {
      name: 'every answer names its request, and tells how many calls are left',
      run: async (world) => {
        const { headers } = await raw(world, '/partner-connection')
        assert.match(headers.get('x-request-id') ?? '', /./)
        assert.match(headers.get('ratelimit-policy') ?? '', /q=\d+;w=\d+/)
        assert.match(headers.get('ratelimit') ?? '', /r=\d+;t=\d+/)
      },
    },
    {
      name: 'a refusal is a problem document, with the request that the header names',
      run: async (world) => {
        const answer = await raw(world, `/referrals/${NOBODYS}`)
        assert.equal(answer.status, 404)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
        const problem = (await answer.json()) as Record<string, unknown>
        assert.equal(problem['code'], 'referral-not-found')
        assert.equal(problem['status'], 404)
        assert.equal(problem['requestId'], answer.headers.get('x-request-id'))
      },
    },
    {
      name: 'an unknown or wrong field is refused, and pointed at',
      run: async (world) => {
        const body = JSON.stringify({ subject: 3, colour: 'blue' })
        const answer = await raw(world, '/referrals', {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        })
        const problem = (await answer.json()) as { code: string; errors: { pointer: string }[] }
        assert.deepEqual([answer.status, problem.code], [400, 'invalid-request'])
        assert.ok(problem.errors.length > 0, 'no field is named')
        const malformed = await raw(world, '/referrals', {
          method: 'POST',
          body: '{',
          headers: { 'content-type': 'application/json' },
        })
        assert.equal(((await malformed.json()) as { code: string }).code, 'malformed-json')
      },
    },
    {
      name: 'somebody else’s referral does not exist',
      run: async ({ client }) => {
        await refuses(client.call(getReferral, { params: { referralId: NOBODYS } }), 404, 'referral-not-found')
      },
    },
    {
      name: 'the directory says whom to refer to, and the sandbox knows nobody real',
      run: async ({ client, cci, cma }) => {
        const ids = (await client.call(listPartnerDirectory)).data.items.map(({ partnerId }) => partnerId)
        assert.ok(ids.includes(cci) && ids.includes(cma), 'the canned chambers are not in the directory')
      },
    },
    {
      name: 'the journal shows one’s own calls',
      run: async ({ client, me }) => {
        const { requestId } = await client.call(listPartnerDirectory)
        const params = { partnerId: me.partner.partnerId }
        await until(
          `the call ${requestId ?? ''} in the journal`,
          async () => (await client.call(listPartnerCalls, { params })).data.items.map((call) => call.requestId),
          (ids) => requestId !== null && ids.includes(requestId),
          10_000,
        )
      },
    },
  ],
}
