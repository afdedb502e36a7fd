import { type Client, createClient, isProblem } from '@progress-ess/client'
import { deleteWebhook, listEvents } from '@progress-ess/shared/partner-events'
import { getOwnConnection, type OwnConnection } from '@progress-ess/shared/partners'
import { cancelReferral } from '@progress-ess/shared/referrals'
import { getSandbox, resetSandbox, type Sandbox } from '@progress-ess/shared/sandbox'

export type Options = {
  readonly url: string
  readonly key: string
  readonly clientId: string | null
  readonly receiverUrl: string | null
  readonly receiverPort: number
  readonly reset: boolean
  readonly allowHttp: boolean
}

/** What the checks share: the client, who it speaks for, whom to refer to, and what must be put away again. */
export type World = {
  readonly options: Options
  readonly client: Client
  readonly me: OwnConnection
  readonly cma: string
  readonly cci: string
  readonly department: string
  /** Names this run in references and titles. */
  readonly run: string
  /** Where the feed stood when it began. */
  readonly feedStart: string
  readonly referralIds: Set<string>
  readonly webhookIds: Set<string>
}

/** Nothing can be tried: the message says why, and what to do. */
export class Unusable extends Error {}

export async function openWorld(options: Options): Promise<World> {
  const { url: baseUrl, key, allowHttp } = options
  if (!key.startsWith('sk_test_')) throw new Unusable('This runs with a test key alone: sk_test_…')
  const client = clientOf({ baseUrl, key, allowHttp, timeoutMs: 120_000 })
  try {
    const me = (await client.call(getOwnConnection)).data
    if (me.partner.mode !== 'test') throw new Unusable('This key is not of the sandbox')
    if (options.reset) await client.call(resetSandbox)
    const sandbox = (await client.call(getSandbox)).data
    return {
      options,
      client,
      me,
      cma: canned(sandbox, 'cma'),
      cci: canned(sandbox, 'cci'),
      department: canned(sandbox, 'department'),
      run: `ct-${Date.now().toString(36)}`,
      feedStart: await endOfFeed(client),
      referralIds: new Set(),
      webhookIds: new Set(),
    }
  } catch (error) {
    if (error instanceof Unusable) throw error
    if (isProblem(error))
      throw new Unusable(
        `The service refuses this key (${error.message}): a manager makes another one, for the sandbox.`,
      )
    throw new Unusable(
      `The service at ${baseUrl} does not answer (${(error as Error).message}): start it, or name another one with --url.`,
    )
  }
}

/** An address that is none, or that would carry the key in clear, is told as it is. */
function clientOf(options: Parameters<typeof createClient>[0]): Client {
  try {
    return createClient(options)
  } catch (error) {
    throw new Unusable(`--url cannot be used: ${(error as Error).message}`)
  }
}

function canned({ cannedPartners }: Sandbox, kind: string): string {
  const found = cannedPartners.find((one) => one.kind === kind)
  if (found === undefined) throw new Unusable(`The sandbox has no ${kind} to refer to`)
  return found.partnerId
}

/** Reads what there is, to know where this run begins. */
export async function endOfFeed(client: Client): Promise<string> {
  let after = '0'
  for (;;) {
    const { data } = await client.call(listEvents, { querystring: { after, limit: 500 } })
    if (data.items.length === 0) return data.next
    after = data.next
  }
}

/** The time that counts in the sandbox. */
export const nowOf = async ({ client }: World): Promise<Date> => new Date((await client.call(getSandbox)).data.now)

/** Cancels what is still open and removes the webhooks. Answers a sentence. */
export async function cleanUp({ client, referralIds, webhookIds }: World): Promise<string> {
  let cancelled = 0
  let left = 0
  for (const referralId of referralIds) {
    const body = { reasonCode: 'other', text: 'End of the contract tests' } as const
    await client.call(cancelReferral, { params: { referralId }, body }).then(
      () => (cancelled += 1),
      (error: unknown) => {
        if (!isProblem(error, cancelReferral, 'referral-closed', 'source-only', 'referral-not-found')) left += 1
      },
    )
  }
  for (const webhookId of webhookIds) {
    await client.call(deleteWebhook, { params: { webhookId } }).catch((error: unknown) => {
      if (!isProblem(error, deleteWebhook, 'webhook-not-found')) left += 1
    })
  }
  return `cleaned up: ${cancelled} open referrals cancelled, ${webhookIds.size} webhooks removed${left === 0 ? '' : `, ${left} left`}`
}
