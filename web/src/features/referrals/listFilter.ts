import type { AssignmentStatus, Basket } from '@progress-ess/shared/referrals'
import { SUBJECTS, type Subject } from '@progress-ess/shared/partners'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const SIDES = ['recipient', 'source'] as const
export type Side = (typeof SIDES)[number]

/** What the list is narrowed to: first what awaits somebody, then everything. */
export const VIEWS = [
  'late',
  'open',
  'answer',
  'contact',
  'information',
  'running',
  'silent',
  'hold',
  'closed',
  'draft',
  'all',
] as const
export type View = (typeof VIEWS)[number]

/** The baskets of the API that are a view as they are. */
const VIEW_BASKETS: Readonly<Partial<Record<View, Basket>>> = {
  late: 'late',
  contact: 'to_contact',
  information: 'info_requested',
  silent: 'no_news',
  hold: 'on_hold',
}

/** The states behind the other views; none for all of them. */
const VIEW_STATUSES: Readonly<Partial<Record<View, readonly AssignmentStatus[]>>> = {
  open: ['sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold'],
  answer: ['sent', 'received'],
  running: ['in_progress'],
  closed: [
    'completed',
    'no_solution',
    'unreachable',
    'closed_no_news',
    'declined',
    'expired',
    'cancelled',
    'transferred',
  ],
  draft: ['draft'],
}

/** How many lie in a view, as the API counts; undefined where it does not. */
export function countOf(view: View, side: Side, counts: ReadonlyMap<Basket, number>): number | undefined {
  // A recipient waits once for each referral; a sender may wait for two recipients of one, who are not at the same point.
  if (view === 'answer' && side === 'recipient') {
    const [fresh, seen] = [counts.get('to_acknowledge'), counts.get('to_answer')]
    return fresh === undefined || seen === undefined ? undefined : fresh + seen
  }
  const basket = view === 'open' ? 'open' : VIEW_BASKETS[view]
  return basket === undefined ? undefined : counts.get(basket)
}

export type ReferralFilter = {
  readonly side: Side
  readonly view: View
  readonly subject: Subject | null
  /** The other side. */
  readonly partnerId: string | null
  readonly search: string
}

const SIDE_WORDS: Readonly<Record<Side, string>> = { recipient: 'recues', source: 'envoyees' }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const textOf = (value: LocationQuery[string] | undefined): string => (typeof value === 'string' ? value : '')

/** The filter that an address holds; what it does not understand is left out, never refused. */
export function filterOf(query: LocationQuery): ReferralFilter {
  const [side, view, subject] = [textOf(query['cote']), textOf(query['vue']), textOf(query['sujet'])]
  const partnerId = textOf(query['partenaire'])
  return {
    side: SIDES.find((one) => SIDE_WORDS[one] === side) ?? 'recipient',
    view: VIEWS.find((one) => one === view) ?? 'open',
    subject: SUBJECTS.find((one) => one === subject) ?? null,
    partnerId: UUID.test(partnerId) ? partnerId : null,
    search: textOf(query['q']).trim().slice(0, 100),
  }
}

/** The filter as the query of an address. */
export function queryOf({ side, view, subject, partnerId, search }: ReferralFilter): LocationQueryRaw {
  return {
    ...(side === 'recipient' ? {} : { cote: SIDE_WORDS[side] }),
    ...(view === 'open' ? {} : { vue: view }),
    ...(subject === null ? {} : { sujet: subject }),
    ...(partnerId === null ? {} : { partenaire: partnerId }),
    ...(search === '' ? {} : { q: search }),
  }
}

/** The filter as the API takes it. */
export function requestOf({ side, view, subject, partnerId, search }: ReferralFilter) {
  const [basket, status] = [VIEW_BASKETS[view], VIEW_STATUSES[view]]
  return {
    side,
    ...(basket === undefined ? {} : { basket }),
    ...(status === undefined ? {} : { status: [...status] }),
    ...(subject === null ? {} : { subject }),
    ...(partnerId === null ? {} : { partnerId }),
    ...(search === '' ? {} : { search }),
    sort: '-updatedAt' as const,
  }
}
