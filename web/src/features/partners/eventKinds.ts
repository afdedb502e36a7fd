import { EVENT_KINDS, type EventKind } from '@progress-ess/shared/partner-events'

/** Kinds that one may ask for; a test is sent whatever is asked. */
export const ASKABLE_KINDS = EVENT_KINDS.filter((kind) => kind !== 'webhook.tested')

/** Kinds by what they are about, in the order of the contract. */
export const KIND_GROUPS = ['referral', 'assignment', 'contact', 'consent'] as const
export const kindsOf = (group: string): EventKind[] => ASKABLE_KINDS.filter((kind) => kind.startsWith(`${group}.`))
