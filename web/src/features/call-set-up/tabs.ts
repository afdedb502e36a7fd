import type { CallChange } from '@progress-ess/shared/calls'

/** The parts of the set-up, in the order in which one fills them. */
export const TABS = [
  'presentation',
  'dates',
  'eligibility',
  'form',
  'grid',
  'award',
  'approval',
  'envelope',
  'publication',
] as const
export type Tab = (typeof TABS)[number]

const TAB_OF: Readonly<Record<keyof CallChange, Tab>> = {
  title: 'presentation',
  theme: 'presentation',
  summary: 'presentation',
  description: 'presentation',
  documentsToPrepare: 'presentation',
  opensAt: 'dates',
  closesAt: 'dates',
  graceMinutes: 'dates',
  evaluationEndsAt: 'dates',
  resultsExpectedOn: 'dates',
  eligibility: 'eligibility',
  form: 'form',
  grid: 'grid',
  awardRules: 'award',
  overCapPolicy: 'award',
}

/** The route of a tab. */
export const routeOf = (tab: Tab): string => `call-setup-${tab}`

const isPart = (name: string): name is keyof CallChange => name in TAB_OF

/** The tab that holds what a JSON pointer into the call names. */
export function tabOfPointer(pointer: string): Tab {
  const name = pointer.split('/')[1] ?? ''
  return isPart(name) ? TAB_OF[name] : 'publication'
}
