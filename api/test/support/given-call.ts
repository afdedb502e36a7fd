import type { Call, CallChange, NewCall } from '@progress-ess/shared/calls'
import { etagOf } from '../../src/kit/etag.ts'
import type { TestApp } from './app.ts'

let count = 0

export function newCall(wanted: Partial<NewCall> = {}): NewCall {
  count += 1
  return { code: `ESSAI${count}`, edition: count, title: 'Progr’ESS d’essai', theme: 'Vie quotidienne', ...wanted }
}

/** What a draft lacks to be published: its texts and dates. The clock of the tests stands between the two. */
export const COMPLETE: CallChange = {
  summary: 'Des projets utiles tous les jours.',
  description: 'Le règlement de l’appel à projets.',
  opensAt: '2023-01-02T08:00:00.000Z',
  closesAt: '2023-02-06T22:59:59.000Z',
}

/** A draft that could be published, unless the change says otherwise. */
export async function givenDraftCall(
  world: TestApp,
  change: CallChange = {},
  wanted: Partial<NewCall> = {},
): Promise<Call> {
  const client = world.as('agent')
  const { body: draft } = await client.post('/api/v1/calls').send(newCall(wanted)).expect(201)
  const { callId, version } = draft as Call
  const changed = await client
    .patch(`/api/v1/calls/${callId}`)
    .set('if-match', etagOf(version))
    .send({ ...COMPLETE, ...change })
    .expect(200)
  return changed.body as Call
}

/** A call that was published now. */
export async function givenPublishedCall(
  world: TestApp,
  change: CallChange = {},
  wanted: Partial<NewCall> = {},
): Promise<Call> {
  const { callId } = await givenDraftCall(world, change, wanted)
  const { body } = await world.as('manager').post(`/api/v1/calls/${callId}/publication`).expect(200)
  return body as Call
}
