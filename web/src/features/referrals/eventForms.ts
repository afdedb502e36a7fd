import { NewAssignmentEvent, type AssignmentEvent, type Outcome } from '@progress-ess/shared/referrals'
import { Text } from '@progress-ess/shared/kit'
import { Type, type TSchema } from 'typebox'

/** What people record on an assignment from a page; the timers do the others, and a reading acknowledges. */
export const PAGE_EVENTS = [
  'accept',
  'start',
  'complete',
  'provide_info',
  'request_info',
  'decline',
  'resume',
  'hold',
  'no_solution',
  'unreachable',
  'transfer',
  'reopen',
  'cancel',
] as const satisfies readonly AssignmentEvent[]
export type PageEvent = (typeof PAGE_EVENTS)[number]

export type EventField =
  | 'ownerName'
  | 'reasonCode'
  | 'text'
  | 'until'
  | 'outcomes'
  | 'recipientId'
  | 'suggestedPartnerId'

/** The fields of each event in the order in which they are asked, and whether it must have them. */
export const EVENT_FIELDS: Readonly<Record<PageEvent, Readonly<Partial<Record<EventField, 'required' | 'optional'>>>>> =
  {
    accept: { ownerName: 'required', text: 'optional' },
    start: { text: 'optional' },
    complete: { outcomes: 'required', text: 'optional' },
    provide_info: { text: 'required' },
    request_info: { text: 'required' },
    decline: { reasonCode: 'required', text: 'optional', suggestedPartnerId: 'optional' },
    resume: { text: 'optional' },
    hold: { text: 'required', until: 'required' },
    no_solution: { text: 'required' },
    unreachable: { text: 'optional' },
    transfer: { recipientId: 'required', text: 'optional' },
    reopen: { text: 'required' },
    cancel: { reasonCode: 'required', text: 'optional' },
  }

export type TypedOutcome = Pick<Outcome, 'code' | 'amountCents' | 'siren'>

/** What is being typed for an event; only the fields that it has. */
export type EventValues = {
  ownerName?: string
  reasonCode?: string | null
  text?: string
  until?: string | null
  outcomes?: TypedOutcome[]
  recipientId?: string | null
  suggestedPartnerId?: string | null
  /** When it happened, for what is written down afterwards. */
  occurredAt: string | null
}

const fieldsOf = (event: PageEvent): [EventField, 'required' | 'optional'][] =>
  Object.entries(EVENT_FIELDS[event]) as [EventField, 'required' | 'optional'][]

const { properties } = NewAssignmentEvent

/** The schema of the form of an event: the contract’s own fields, those that it must have among them. */
export function eventSchema(event: PageEvent): TSchema {
  const asked = fieldsOf(event).map(([field, need]): [string, TSchema] => {
    if (need === 'required') return [field, properties[field]]
    return [field, field === 'text' ? Text(4_000) : Type.Union([properties[field], Type.Null()])]
  })
  return Type.Object({
    ...Object.fromEntries(asked),
    occurredAt: Type.Union([properties.occurredAt, Type.Null()]),
  })
}

export function blankEvent(event: PageEvent, ownerName: string): EventValues {
  const empty = {
    ownerName,
    reasonCode: null,
    text: '',
    until: null,
    outcomes: [],
    recipientId: null,
    suggestedPartnerId: null,
  }
  return {
    ...Object.fromEntries(fieldsOf(event).map(([field]) => [field, empty[field]])),
    occurredAt: null,
  }
}

/** The values as the API takes them: what is empty is left out. */
export function eventBody(event: PageEvent, values: EventValues): NewAssignmentEvent {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== '')
  return { event, ...Object.fromEntries(given) }
}
