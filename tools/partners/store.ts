import type { PartnerEvent } from '@progress-ess/shared/partner-events'
import type { NewAssignmentEvent } from '@progress-ess/shared/referrals'

/** Something that this partner will do over the API. Its key is sent as `Idempotency-Key`: done twice, it happens once. */
export type Step =
  | {
      readonly do: 'send'
      readonly key: string
      readonly externalRef: string
      readonly recipientId: string
      /** Whom the consent covers besides. */
      readonly covers: readonly string[]
      /** When it was asked for: the same request must be the same at each try. */
      readonly at: string
    }
  | { readonly do: 'read'; readonly key: string; readonly referralId: string }
  | {
      readonly do: 'event'
      readonly key: string
      readonly referralId: string
      readonly assignmentId: string
      readonly body: NewAssignmentEvent
    }
  | { readonly do: 'reach'; readonly key: string; readonly referralId: string; readonly assignmentId: string }
  | { readonly do: 'write'; readonly key: string; readonly referralId: string; readonly text: string }
  | { readonly do: 'cancel'; readonly key: string; readonly referralId: string }
  | { readonly do: 'erase'; readonly key: string; readonly referralId: string; readonly consentId: string }

/** What is known of whom; the only place with personal data, and blanked when the consent is withdrawn. */
export type Card = {
  readonly referralId: string
  readonly reference: string
  readonly side: 'source' | 'recipient'
  readonly person: string | null
  readonly title: string | null
}

/** One line of the journal. */
export type Entry =
  | { readonly t: 'event'; readonly event: PartnerEvent }
  | { readonly t: 'cursor'; readonly cursor: string }
  | { readonly t: 'webhook'; readonly webhookId: string; readonly secret: string }
  | { readonly t: 'asked'; readonly step: Step }
  | { readonly t: 'done'; readonly key: string; readonly code: string | null; readonly card: Card | null }

/** The journal without what is known of one person. */
export const withoutPerson = (entries: readonly Entry[], referralId: string): Entry[] =>
  entries.map((entry) =>
    entry.t === 'done' && entry.card?.referralId === referralId
      ? { ...entry, card: { ...entry.card, person: null, title: null } }
      : entry,
  )

export type Dossier = {
  readonly referralId: string
  card: Card | null
  /** The state of each assignment, as the events have it. */
  readonly assignments: Map<string, { status: string; readonly recipientId: string; steps: number }>
  /** What came, in the order in which it came. */
  readonly events: PartnerEvent[]
}

/** What the journal adds up to. Deterministic: after a kill the same lines make the same state, and the same steps to do. */
export class Store {
  readonly dossiers = new Map<string, Dossier>()
  readonly done = new Map<string, string | null>()
  readonly #seen = new Set<string>()
  readonly #asked: Step[] = []
  cursor: string | undefined
  webhook: { readonly webhookId: string; readonly secret: string } | null = null
  /** Steps that did not follow from the state before: an event was lost, or they came out of order. */
  readonly breaks: string[] = []

  has(eventId: string): boolean {
    return this.#seen.has(eventId)
  }

  apply(entry: Entry): void {
    if (entry.t === 'cursor') this.cursor = entry.cursor
    else if (entry.t === 'webhook') this.webhook = { webhookId: entry.webhookId, secret: entry.secret }
    else if (entry.t === 'asked') this.#asked.push(entry.step)
    else if (entry.t === 'done') {
      this.done.set(entry.key, entry.code)
      if (entry.card !== null) this.dossier(entry.card.referralId).card = entry.card
    } else if (!this.#seen.has(entry.event.id)) this.#receive(entry.event)
  }

  dossier(referralId: string): Dossier {
    const known = this.dossiers.get(referralId)
    if (known !== undefined) return known
    const made: Dossier = { referralId, card: null, assignments: new Map(), events: [] }
    this.dossiers.set(referralId, made)
    return made
  }

  get asked(): readonly Step[] {
    return this.#asked
  }

  #receive(event: PartnerEvent): void {
    this.#seen.add(event.id)
    const dossier = this.dossier(event.subject)
    dossier.events.push(event)
    if (!event.type.startsWith('assignment.')) return
    const { assignmentId, recipientId, fromStatus, toStatus } = event.data
    const known = dossier.assignments.get(String(assignmentId))
    const before = known?.status ?? 'draft'
    if (before !== fromStatus)
      this.breaks.push(`${event.subject} ${event.type}: from ${String(fromStatus)}, was ${before}`)
    const steps = (known?.steps ?? 0) + 1
    dossier.assignments.set(String(assignmentId), { status: String(toStatus), recipientId: String(recipientId), steps })
  }
}
