import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isProblem } from '@progress-ess/client'
import { verifyWebhook, WebhookError } from '@progress-ess/client/webhooks'
import {
  createWebhook,
  listDeliveries,
  rotateWebhookSecret,
  testWebhook,
  type PartnerEvent,
} from '@progress-ess/shared/partner-events'
import { send, until } from '../kit.ts'
import { Skip, type Suite } from '../run.ts'
import type { World } from '../world.ts'

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }
type Receiver = { readonly url: string; readonly received: Received[]; readonly close: () => void }

/** Takes what comes, and says so. */
async function openReceiver({ options }: World): Promise<Receiver> {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(options.url).hostname)
  if (options.receiverUrl === null && !isLocal) throw new Skip('no --receiver that the service could reach')
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
      response.writeHead(204).end()
    })
  })
  const host = options.receiverUrl === null ? '127.0.0.1' : undefined
  await new Promise<void>((resolve) => server.listen(options.receiverPort, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: options.receiverUrl ?? `http://127.0.0.1:${port}/webhooks`,
    received,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const verified = (secret: string | readonly string[], { headers, body }: Received): Promise<PartnerEvent> =>
  verifyWebhook({ secret, headers, body })

export const webhooks: Suite = {
  name: 'webhooks',
  checks: [
    {
      name: 'are signed, in order for each referral, and still genuine while the secret is rotated',
      run: async (world) => {
        const { client, me, webhookIds } = world
        const receiver = await openReceiver(world)
        try {
          const { webhook, secret } = await client
            .call(createWebhook, {
              params: { partnerId: me.partner.partnerId },
              body: { url: receiver.url, kinds: [] },
            })
            .then(
              ({ data }) => data,
              (error: unknown) => {
                if (isProblem(error, createWebhook, 'url-refused'))
                  throw new Skip(`the service refuses ${receiver.url}`)
                throw error
              },
            )
          const { webhookId } = webhook
          webhookIds.add(webhookId)
          await client.call(testWebhook, { params: { webhookId } })
          const count = async () => receiver.received.length
          await until('the delivery of the test', count, (seen) => seen >= 1)
          const [first] = receiver.received
          assert.ok(first !== undefined)
          assert.equal((await verified(secret, first)).type, 'webhook.tested')
          await assert.rejects(verified(secret, { ...first, body: `${first.body} ` }), WebhookError)

          const { referralId } = await send(world, { marker: '[complete]' })
          const ofReferral = async (): Promise<PartnerEvent[]> => {
            const all = await Promise.all(receiver.received.map((one) => verified(secret, one)))
            const own = all.filter(({ subject }) => subject === referralId)
            return own.filter(({ id }, index) => own.findIndex((one) => one.id === id) === index)
          }
          const events = await until(
            'the delivery of assignment.complete',
            ofReferral,
            (seen) => seen.some(({ type }) => type === 'assignment.complete'),
            60_000,
          )
          const steps = events.filter(({ type }) => type.startsWith('assignment.'))
          steps.slice(1).forEach(({ data }, index) => assert.equal(data['fromStatus'], steps[index]?.data['toStatus']))

          const before = receiver.received.length
          const rotated = (await client.call(rotateWebhookSecret, { params: { webhookId } })).data
          await client.call(testWebhook, { params: { webhookId } })
          await until('the delivery after the rotation', count, (seen) => seen > before)
          const last = receiver.received.at(-1)
          assert.ok(last !== undefined)
          await verified(secret, last)
          await verified(rotated.secret, last)

          const journal = (await client.call(listDeliveries, { params: { webhookId } })).data.items
          assert.ok(
            journal.some(({ status }) => status === 'delivered'),
            'the journal knows of no delivery',
          )
        } finally {
          receiver.close()
        }
      },
    },
    {
      name: 'do not reach into private networks',
      run: async ({ client, me }) => {
        const params = { partnerId: me.partner.partnerId }
        for (const url of ['https://10.0.0.1/hook', 'https://169.254.169.254/latest', 'https://[fd00::1]/hook']) {
          const { code } = await client.call(createWebhook, { params, body: { url, kinds: [] } }).then(
            () => ({ code: 'not refused' }),
            (error: unknown) => (isProblem(error) ? error : Promise.reject(error as Error)),
          )
          assert.equal(code, 'url-refused', url)
        }
      },
    },
  ],
}
