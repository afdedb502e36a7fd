import { type Client, createClient, NoAnswer } from '@progress-ess/client'
import { createWebhook, deleteWebhook, listWebhooks, type PartnerEvent } from '@progress-ess/shared/partner-events'
import { getOwnConnection, putCodeMap } from '@progress-ess/shared/partners'
import { stepsAfter, type Words } from './habits.ts'
import { Journal } from './journal.ts'
import { type Entry, type Step, Store, withoutPerson } from './store.ts'
import { perform } from './worker.ts'

export type SimulatorOptions = {
  readonly name: string
  readonly url: string
  readonly key: string
  /** Of the page, and of the webhooks. */
  readonly port: number
  /** The journal. */
  readonly file: string
  readonly words: Words
  readonly channel: 'webhooks' | 'feed'
  /** Answers by itself; else people do, on its page. */
  readonly isAutomatic: boolean
  /** Never cancels what it sent. */
  readonly isSteady: boolean
  readonly say: (line: string) => void
}

const LANES = 4
const AGAIN_MS = 400

/** A partner’s own system: its journal is the truth, the API and the feed are what it talks to. */
export class Simulator {
  readonly options: SimulatorOptions
  readonly store = new Store()
  readonly #client: Client
  readonly #journal: Journal<Entry>
  readonly #queues = new Map<string, Step[]>()
  readonly #running = new Set<string>()
  readonly #arriving = new Map<string, Promise<void>>()
  readonly #planned = new Set<string>()
  #partnerId = ''
  readonly #stop = new AbortController()

  constructor(options: SimulatorOptions) {
    this.options = options
    const { journal, entries } = Journal.open<Entry>(options.file)
    this.#journal = journal
    for (const entry of entries) this.store.apply(entry)
    this.#client = createClient({
      baseUrl: options.url,
      key: options.key,
      timeoutMs: 15_000,
      onRetry: ({ operationId, error }) => options.say(`retry ${operationId}: ${(error as Error).message}`),
    })
  }

  get partnerId(): string {
    return this.#partnerId
  }

  /** Steps that are not done yet. */
  get pending(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0)
  }

  /** Says who it is, hands in its words, takes up what a former life left, and listens. */
  async start(): Promise<void> {
    const me = await this.#untilThere(() => this.#client.call(getOwnConnection))
    this.#partnerId = me.data.partner.partnerId
    const params = { partnerId: this.#partnerId }
    await this.#untilThere(() =>
      this.#client.call(putCodeMap, { params, body: { items: [...this.options.words.map] } }),
    )
    for (const { events } of this.store.dossiers.values()) for (const event of events) this.#plan(this.#stepsOf(event))
    this.#plan(this.store.asked)
    if (this.options.channel === 'webhooks') await this.#untilThere(() => this.#ensureWebhook())
    else void this.#follow()
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Something that a person, or a plan, asks this partner to do. Kept before it is tried. */
  async ask(step: Step): Promise<void> {
    if (this.#planned.has(step.key) || this.store.asked.some(({ key }) => key === step.key)) return
    await this.#keep({ t: 'asked', step })
    this.#plan([step])
  }

  /** An event has come, perhaps not for the first time. Resolves once it is on the disk. */
  receive(event: PartnerEvent): Promise<void> {
    if (this.store.has(event.id) || event.type === 'webhook.tested') return Promise.resolve()
    const arriving = this.#arriving.get(event.id)
    if (arriving !== undefined) return arriving
    const kept = this.#keep({ t: 'event', event })
      .then(() => this.#plan(this.#stepsOf(event)))
      .finally(() => this.#arriving.delete(event.id))
    this.#arriving.set(event.id, kept)
    return kept
  }

  async #keep(entry: Entry): Promise<void> {
    await this.#journal.add(entry)
    this.store.apply(entry)
  }

  #stepsOf(event: PartnerEvent): Step[] {
    const { words, isAutomatic, isSteady } = this.options
    return stepsAfter(event, { partnerId: this.#partnerId, words, isAutomatic, isSteady })
  }

  #plan(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.store.done.has(step.key) || this.#planned.has(step.key)) continue
      this.#planned.add(step.key)
      // One referral’s steps one after the other; those of others beside.
      const lane = step.do === 'send' ? step.key : step.referralId
      const queue = this.#queues.get(lane)
      if (queue === undefined) this.#queues.set(lane, [step])
      else queue.push(step)
    }
    this.#pump()
  }

  #pump(): void {
    for (const lane of this.#queues.keys()) {
      if (this.#running.size >= LANES) return
      if (this.#running.has(lane)) continue
      this.#running.add(lane)
      void this.#work(lane)
    }
  }

  async #work(lane: string): Promise<void> {
    const queue = this.#queues.get(lane) ?? []
    for (let step = queue[0]; step !== undefined && !this.#stop.signal.aborted; step = queue[0]) {
      try {
        // Erased before it is confirmed: killed in between, both are done again.
        if (step.do === 'erase') await this.#forget(step.referralId)
        const { code, card } = await perform(this.#client, step, this.options.words.subject)
        await this.#keep({ t: 'done', key: step.key, code, card })
        queue.shift()
      } catch (error) {
        this.options.say(`again ${step.do}: ${(error as Error).message}`)
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
    this.#queues.delete(lane)
    this.#running.delete(lane)
    this.#pump()
  }

  /** Erased means erased: the journal is written anew without the person. */
  async #forget(referralId: string): Promise<void> {
    await this.#journal.rewrite((entries) => withoutPerson(entries, referralId))
    const dossier = this.store.dossier(referralId)
    if (dossier.card !== null) dossier.card = { ...dossier.card, person: null, title: null }
  }

  async #follow(): Promise<void> {
    const { say } = this.options
    await this.#client
      .followEvents({
        after: this.store.cursor,
        signal: this.#stop.signal,
        onEvent: (event) => this.receive(event),
        onCursor: (cursor) => this.#keep({ t: 'cursor', cursor }),
        onTrouble: (error) => say(`retry listEvents: ${error.message}`),
      })
      .catch((error: unknown) => say(`the feed has ended: ${(error as Error).message}`))
  }

  /** One webhook to this address whose secret is ours: what a life left that was killed before it could keep it is removed. */
  async #ensureWebhook(): Promise<void> {
    const params = { partnerId: this.#partnerId }
    const url = `http://127.0.0.1:${this.options.port}/webhooks`
    const { items } = (await this.#client.call(listWebhooks, { params })).data
    const own = this.store.webhook?.webhookId
    if (items.some(({ webhookId }) => webhookId === own)) return
    for (const { webhookId, url: known } of items) {
      if (known === url) await this.#client.call(deleteWebhook, { params: { webhookId } })
    }
    const { webhook, secret } = (await this.#client.call(createWebhook, { params, body: { url, kinds: [] } })).data
    await this.#keep({ t: 'webhook', webhookId: webhook.webhookId, secret })
  }

  /** Outlives a service that is away at the start. */
  async #untilThere<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const isAway = error instanceof NoAnswer || (error as { status?: number }).status === 503
        if (!isAway) throw error
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }
}
