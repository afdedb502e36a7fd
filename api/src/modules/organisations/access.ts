import { type Actor, hasRole, requireAccount } from '../../kit/context.ts'
import type { Scope } from './organisations.queries.ts'

/** Staff read every organisation and may correct it; each change is in the audit trail. */
export const isStaff = (actor: Actor): boolean => hasRole(actor, 'agent', 'manager', 'admin')

/** Which organisations exist for the actor: all of them for staff and the system, else those he acts for. */
export function organisationScope(actor: Actor): Scope {
  if (actor.kind === 'system' || isStaff(actor)) return {}
  return { accountId: requireAccount(actor).accountId }
}
