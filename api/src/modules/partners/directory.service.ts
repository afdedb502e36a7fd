import { type OwnConnection, type PartnerSummary, RIGHTS } from '@progress-ess/shared/partners'
import type { Db, Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { actingPartner, department } from './acting.ts'
import * as queries from './partners.queries.ts'
import { hasAgreementOn } from './partners.rules.ts'
import { toSummary } from './partners.views.ts'
import { mediansOf } from './services.service.ts'

/** Who may be referred to from where the caller stands, itself left out. */
export async function listPartnerDirectory(ctx: Context): Promise<PartnerSummary[]> {
  const own = await actingPartner(ctx)
  if (own.mode === 'live') await department(ctx)
  const reachable = await findReachable(ctx, own.mode)
  const ids = reachable.map(({ partnerId }) => partnerId)
  const services = await queries.findServices(ctx.db, ids)
  const medians = await mediansOf(ctx, ids)
  return reachable
    .filter(({ partnerId }) => partnerId !== own.partnerId)
    .map((row) => toSummary(row, services, medians))
}

/** Active, and with an agreement that counts today; the département and those of the sandbox need none. */
export async function findReachable(ctx: Context<Db | Trx>, mode: 'live' | 'test'): Promise<queries.PartnerRow[]> {
  if (mode === 'test') {
    return queries.findReachableInSandbox(ctx.db, ctx.actor.kind === 'partner' ? ctx.actor.sandboxId : undefined)
  }
  const rows = await queries.findReachable(ctx.db)
  const agreements = await queries.findAgreements(
    ctx.db,
    rows.map(({ partnerId }) => partnerId),
  )
  const today = dayInParis(ctx.now)
  return rows.filter(
    ({ partnerId, kind }) =>
      kind === 'department' ||
      hasAgreementOn(
        agreements.filter((agreement) => agreement.partnerId === partnerId),
        today,
      ),
  )
}

export async function getOwnConnection(ctx: Context): Promise<OwnConnection> {
  const own = await actingPartner(ctx)
  const { actor } = ctx
  return {
    partner: {
      partnerId: own.partnerId,
      kind: own.kind,
      name: own.name,
      mode: own.mode,
      connection: own.connection,
    },
    rights: actor.kind === 'partner' ? RIGHTS.filter((right) => actor.rights.includes(right)) : [...RIGHTS],
    expiresAt: actor.kind === 'partner' ? actor.expiresAt.toISOString() : null,
    now: ctx.now.toISOString(),
  }
}
