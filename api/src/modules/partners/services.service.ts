import type {
  NewPartnerService,
  PartnerMode,
  PartnerService,
  PartnerServiceChange,
} from '@progress-ess/shared/partners'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { partnerForCaller } from './acting.ts'
import * as queries from './partners.queries.ts'
import { type Medians, toService } from './partners.views.ts'

const MOST_SERVICES = 50

const YEAR_MS = 365 * 86_400_000

/** Days until half of the referrals of the last year were answered, by service and by partner; those of the sandbox apart. */
export async function mediansOf(
  ctx: Context<Db | Trx>,
  partnerIds: readonly string[],
  mode: PartnerMode = 'live',
): Promise<Medians> {
  const since = new Date(ctx.now.getTime() - YEAR_MS)
  const rows = await queries.findMedianAnswers(ctx.db, { partnerIds, mode, since })
  return new Map(rows.map(({ id, hours }) => [id, Math.round((hours / 24) * 10) / 10]))
}

export function addPartnerService(ctx: Context, partnerId: string, wanted: NewPartnerService): Promise<PartnerService> {
  return inTransaction(ctx, async (inner) => {
    await partnerForCaller(inner, partnerId)
    await queries.holdPartner(inner.db, partnerId)
    if ((await queries.findServices(inner.db, [partnerId])).length >= MOST_SERVICES) {
      throw new Refusal('conflict', 'too-many-services', `A partner has at most ${MOST_SERVICES} services`)
    }
    const row = await queries.insertService(inner.db, {
      partnerServiceId: newId(),
      partnerId,
      ...wanted,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    await recordAudit(inner, { operation: 'addPartnerService', subjectType: 'partner', subjectId: partnerId })
    return toService(row, await mediansOf(inner, [partnerId]))
  })
}

export function updatePartnerService(
  ctx: Context,
  partnerId: string,
  serviceId: string,
  change: PartnerServiceChange,
): Promise<PartnerService> {
  return inTransaction(ctx, async (inner) => {
    await partnerForCaller(inner, partnerId)
    const row = await queries.saveService(inner.db, { partnerId, serviceId }, { ...change, updatedAt: inner.now })
    if (row === undefined) throw notFound('service')
    await recordAudit(inner, {
      operation: 'updatePartnerService',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { serviceId, fields: Object.keys(change) },
    })
    return toService(row, await mediansOf(inner, [partnerId]))
  })
}
