import type { Db, Trx } from '../../db/database.ts'
import { type Context, hasRole, requireAccount } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { isStaff } from './access.ts'
import { findMembership } from './memberships.ts'

/** Who acts on what follows an award: the organisation that got it, an agent, a manager (who is an agent too), the system. */
export type FollowUpRole = 'beneficiary' | 'agent' | 'manager' | 'system'

export type Standing = {
  readonly roles: readonly FollowUpRole[]
  /** Sees what only the service sees: names of people, notes. */
  readonly isStaff: boolean
}

/** How the caller stands towards what belongs to an organisation. For a stranger there is no such `noun`: it is not found. */
export async function standingTowards(ctx: Context<Db | Trx>, organisationId: string, noun: string): Promise<Standing> {
  const { actor } = ctx
  if (actor.kind === 'system') return { roles: ['system'], isStaff: true }
  const { accountId } = requireAccount(actor)
  const membership = await findMembership(ctx.db, accountId, organisationId)
  if (membership === undefined && !isStaff(actor)) throw notFound(noun)
  // Whoever belongs to an organisation does not decide for the service on its money, whatever his roles.
  const isOwn = membership !== undefined
  return {
    isStaff: isStaff(actor),
    roles: [
      ...(membership !== undefined && membership.role !== 'reader' ? (['beneficiary'] as const) : []),
      ...(!isOwn && hasRole(actor, 'agent', 'manager') ? (['agent'] as const) : []),
      ...(!isOwn && hasRole(actor, 'manager') ? (['manager'] as const) : []),
    ],
  }
}

/** A reader of the organisation, or an administrator, only reads. */
export function refuseReaders({ roles }: Standing): void {
  if (roles.length === 0) throw new Refusal('forbidden', 'organisation-read-only', 'You may only read')
}
