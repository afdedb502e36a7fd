import type { AssignmentStatus } from '@progress-ess/shared/referrals'
import { SUBJECTS, type Subject } from '@progress-ess/shared/partners'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const SIDES = ['recipient', 'source'] as const
export type Side = (typeof SIDES)[number]

/** What the list is narrowed to: first what awaits somebody, then everything. */
export const VIEWS = ['open', 'answer', 'contact', 'information', 'running', 'hold', 'closed', 'draft', 'all'] as const
export type View = (typeof VIEWS)[number]

/** The states behind each view; none for all of them. */
export const VIEW_STATUSES: Readonly<Record<View, readonly AssignmentStatus[]>> = {
  open: ['sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold'],
  answer: ['sent', 'received'],
  contact: ['accepted'],
  information: ['info_requested'],
  running: ['in_progress'],
  hold: ['on_hold'],
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
  all: [],
}

export type ReferralFilter = {
  readonly side: Side
  readonly view: View
  readonly subject: Subject | null
  readonly search: string
}

const SIDE_WORDS: Readonly<Record<Side, string>> = { recipient: 'recues', source: 'envoyees' }
const textOf = (value: LocationQuery[string] | undefined): string => (typeof value === 'string' ? value : '')

/** The filter that an address holds; what it does not understand is left out, never refused. */
export function filterOf(query: LocationQuery): ReferralFilter {
  const [side, view, subject] = [textOf(query['cote']), textOf(query['vue']), textOf(query['sujet'])]
  return {
    side: SIDES.find((one) => SIDE_WORDS[one] === side) ?? 'recipient',
    view: VIEWS.find((one) => one === view) ?? 'open',
    subject: SUBJECTS.find((one) => one === subject) ?? null,
    search: textOf(query['q']).trim().slice(0, 100),
  }
}

/** The filter as the query of an address. */
export function queryOf({ side, view, subject, search }: ReferralFilter): LocationQueryRaw {
  return {
    ...(side === 'recipient' ? {} : { cote: SIDE_WORDS[side] }),
    ...(view === 'open' ? {} : { vue: view }),
    ...(subject === null ? {} : { sujet: subject }),
    ...(search === '' ? {} : { q: search }),
  }
}

/** The filter as the API takes it. */
export function requestOf({ side, view, subject, search }: ReferralFilter) {
  const status = VIEW_STATUSES[view]
  return {
    side,
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(subject === null ? {} : { subject }),
    ...(search === '' ? {} : { search }),
    sort: '-updatedAt' as const,
  }
}
