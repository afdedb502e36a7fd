import type { Side } from './partner.ts'

/** The parts of a partner, in the order in which one fills them; an adviser has no record, which the service keeps. */
const TABS = ['record', 'services', 'keys', 'webhooks', 'codes', 'calls', 'sandbox'] as const
export type Tab = (typeof TABS)[number]

const FIRST: Readonly<Record<Side, Tab>> = { service: 'record', own: 'services' }
const BASE: Readonly<Record<Side, string>> = { service: 'partner', own: 'own-connection' }

/** The département has no system of its own to let in: it works here. */
export const tabsOf = (side: Side, kind: string): readonly Tab[] => {
  if (kind === 'department') return TABS.filter((tab) => tab === 'record' || tab === 'services')
  return TABS.filter((tab) => side === 'service' || tab !== 'record')
}

/** The name of the route of a tab; the first one has that of the page. */
export const routeOf = (side: Side, tab: Tab): string => (tab === FIRST[side] ? BASE[side] : `${BASE[side]}-${tab}`)

/** The route of one webhook. */
export const webhookRoute = (side: Side): string => `${BASE[side]}-webhook`
