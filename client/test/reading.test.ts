import { describe, expect, it } from '@jest/globals'
import { getReferral, listReferrals, updateReferral } from '@progress-ess/shared/referrals'
import { type ApiProblem, createClient, type NoAnswer } from '../src/index.ts'
import { givenServer, type Received, refusal } from './support/scripted-server.ts'

const server = await givenServer()
const client = createClient({ baseUrl: server.url, key: 'sk_test_key' })
const referralId = '01890000-0000-7000-8000-000000000001'

const page = (ids: readonly string[], next: string | null) => ({
  status: 200,
  body: { items: ids.map((id) => ({ referralId: id })), next },
})
const events = (ids: readonly string[], next: string) => ({
  status: 200,
  body: { items: ids.map((id) => ({ id, type: 'referral.sent', subject: referralId })), next },
})
const query = ({ url }: Received) => Object.fromEntries(new URL(url, server.url).searchParams)

describe('A list', () => {
  it('is read page by page to its end, with the same filter', async () => {
    server.script(page(['a', 'b'], 'c1'), page(['c'], null))
    const seen: string[] = []
    for await (const item of client.items(listReferrals, { querystring: { side: 'source', limit: 2 } })) {
      seen.push(item.referralId)
    }
    expect(seen).toEqual(['a', 'b', 'c'])
    expect(server.received.map(query)).toEqual([
      { side: 'source', limit: '2' },
      { side: 'source', limit: '2', after: 'c1' },
    ])
  })

  it('is read no further than somebody asks', async () => {
    server.script(page(['a'], 'c1'))
    for await (const items of client.pages(listReferrals)) {
      expect(items).toHaveLength(1)
      break
    }
    expect(server.received).toHaveLength(1)
  })
})

describe('The feed', () => {
  it('hands over each event in order, then the cursor, and outlives a service that is away', async () => {
    const stop = new AbortController()
    const log: string[] = []
    const troubles: (ApiProblem | NoAnswer)[] = []
    const patient = createClient({ baseUrl: server.url, key: 'sk_test_key', retries: 0 })
    server.script(events(['1', '2'], '2'), 'break', refusal(503, 'unavailable'), events([], '2'), events(['3'], '3'))
    const last = await patient.followEvents({
      after: '0',
      signal: stop.signal,
      onEvent: async ({ id }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        log.push(id)
      },
      onCursor: (cursor) => {
        log.push(`kept ${cursor}`)
        if (cursor === '3') stop.abort()
      },
      onTrouble: (error) => void troubles.push(error),
    })
    expect(log).toEqual(['1', '2', 'kept 2', '3', 'kept 3'])
    expect(last).toBe('3')
    expect(troubles.map(({ name }) => name)).toEqual(['NoAnswer', 'ApiProblem'])
    expect(server.received.map(query).map(({ after, wait }) => [after, wait])).toEqual([
      ['0', '20'],
      ['2', '20'],
      ['2', '20'],
      ['2', '20'],
      ['2', '20'],
    ])
  })

  it('keeps no cursor of a page that was not handled to its end', async () => {
    const kept: string[] = []
    const follow = (onEvent: (id: string) => void, signal = new AbortController().signal) =>
      client.followEvents({
        signal,
        onEvent: ({ id }) => onEvent(id),
        onCursor: (cursor) => void kept.push(cursor),
      })
    server.script(events(['1', '2'], '2'))
    await expect(
      follow((id) => {
        if (id === '2') throw new Error('the disk is full')
      }),
    ).rejects.toThrow('the disk is full')
    const stop = new AbortController()
    const last = await follow(() => stop.abort(), stop.signal)
    expect([last, kept]).toEqual([undefined, []])
  })

  it('ends with what waiting does not mend', async () => {
    server.script(refusal(401, 'key-expired'))
    const follow = client.followEvents({
      signal: new AbortController().signal,
      onEvent: () => undefined,
      onCursor: () => undefined,
    })
    await expect(follow).rejects.toMatchObject({ code: 'key-expired' })
  })

  it('ends at once while it waits for news', async () => {
    server.script('silence')
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    const nothing = { onEvent: () => undefined, onCursor: () => undefined }
    await expect(client.followEvents({ ...nothing, after: '7', signal: stop.signal })).resolves.toBe('7')
  })
})

describe('An edit', () => {
  const read = (version: number) => ({
    status: 200,
    body: { version, activity: 'unknown' },
    headers: { etag: `"${version}"` },
  })
  const params = { referralId }

  it('reads anew when somebody else was faster', async () => {
    server.script(read(1), refusal(412, 'stale-version'), read(2), read(3))
    const versions: number[] = []
    const answer = await client.edit(getReferral, updateReferral, {
      params,
      change: ({ version }) => {
        versions.push(version)
        return { activity: 'artisanal' as const }
      },
    })
    expect(versions).toEqual([1, 2])
    expect(answer?.etag).toBe('"3"')
    expect(server.received.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
      ['GET', undefined],
      ['PATCH', '"1"'],
      ['GET', undefined],
      ['PATCH', '"2"'],
    ])
  })

  it('writes nothing when there is nothing to change, and gives up in the end', async () => {
    server.script(read(1))
    await expect(client.edit(getReferral, updateReferral, { params, change: () => null })).resolves.toBeNull()
    expect(server.received).toHaveLength(1)
    server.script((request) => (request.method === 'GET' ? read(1) : refusal(412, 'stale-version')))
    const change = () => ({ activity: 'artisanal' }) as const
    await expect(client.edit(getReferral, updateReferral, { params, change, tries: 2 })).rejects.toMatchObject({
      code: 'stale-version',
    })
    expect(server.received).toHaveLength(4)
  })
})
