import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '../../api/src/kit/ids.ts'
import { FRESH_AT_ONCE } from '../../api/src/modules/partner-events/dispatch.queries.ts'
import type { BenchDatabase } from './database.ts'
import { median } from './load.ts'
import { type Server, startFloorSender, startSender } from './servers.ts'

export type Deliveries = {
  readonly count: number
  readonly atOnce: number
  readonly perSecond: number
  readonly floorPerSecond: number
  readonly ratio: number
  /** Processor time of the sender for one delivery, in milliseconds. */
  readonly processor: number
  readonly floorProcessor: number
}

const COUNT = 1_000
/** Sent before, and not counted: a process begins slowly. */
const WARM_UP = 200

type Timed = { readonly perSecond: number; readonly processor: number }

/** A receiver that answers at once and measures who calls it. */
async function openReceiver() {
  let body = ''
  let seen: (count: number) => void = () => undefined
  let count = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      response.writeHead(204).end()
      count += 1
      body = Buffer.concat(chunks).toString()
      seen(count)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** The last body that came. */
    body: () => body,
    close: () => server.close(),
    /** From the end of the warm-up to the last one. */
    time: async (start: () => Promise<Server>): Promise<Timed> => {
      count = 0
      const sender = await start()
      let [startedAt, before] = [0, 0]
      const timed = await new Promise<Timed>((resolve) => {
        seen = (number) => {
          if (number === WARM_UP) [startedAt, before] = [performance.now(), sender.processorMs()]
          if (number < WARM_UP + COUNT) return
          const perSecond = COUNT / ((performance.now() - startedAt) / 1_000)
          resolve({ perSecond, processor: (sender.processorMs() - before) / COUNT })
        }
      })
      await sender.stop()
      return timed
    },
  }
}

/** Events of as many subjects, committed before, to one webhook; and as many calls at once by a bare client in turn with it. */
export async function measureDeliveries(
  { owner, appUrl, ownerUrl }: BenchDatabase,
  partnerId: string,
  rounds: number,
): Promise<Deliveries> {
  const receiver = await openReceiver()
  await owner.query(
    `insert into webhook (webhook_id, partner_id, url, secret, status, created_at, updated_at)
     values ($1, $2, $3, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'active', now(), now())`,
    [newId(), partnerId, receiver.url],
  )
  const product = async (): Promise<Timed> => {
    await owner.query(
      `insert into outbox_event (outbox_event_id, kind, subject_type, subject_id, at, audience)
       select gen_random_uuid(), 'referral.changed', 'referral', gen_random_uuid(), now(), array[$1::uuid]
         from generate_series(1, $2::integer)`,
      [partnerId, WARM_UP + COUNT],
    )
    return receiver.time(() => startSender(appUrl))
  }
  const floor = () =>
    receiver.time(() =>
      startFloorSender(ownerUrl, {
        RECEIVER: receiver.url,
        COUNT: String(WARM_UP + COUNT),
        AT_ONCE: String(FRESH_AT_ONCE),
        BODY: receiver.body(),
      }),
    )
  const pairs: { product: Timed; floor: Timed }[] = []
  for (let turn = 0; turn < rounds; turn += 1) pairs.push({ product: await product(), floor: await floor() })
  receiver.close()
  const of = (valueOf: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(valueOf))
  return {
    count: COUNT,
    atOnce: FRESH_AT_ONCE,
    perSecond: of((pair) => pair.product.perSecond),
    floorPerSecond: of((pair) => pair.floor.perSecond),
    ratio: of((pair) => pair.product.perSecond / pair.floor.perSecond),
    processor: of((pair) => pair.product.processor),
    floorProcessor: of((pair) => pair.floor.processor),
  }
}
