import type { Activity, Subject } from '@progress-ess/shared/partners'
import type { Duplicate, DuplicateSearch, RoutingLine } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import {
  actingPartner,
  findReachable,
  findServices,
  mediansOf,
  type PartnerRow,
  resolveCode,
} from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { likeness } from './duplicates.ts'
import { judgeParty } from './party.rules.ts'
import * as queries from './referrals.queries.ts'
import { routingOf, serves } from './recipients.rules.ts'
import { readerOf } from './sharing.rules.ts'

type Wanted = { readonly subject: Subject; readonly activity: Activity; readonly communeCode?: string }

/** Services that take the subject there, those proposed first. People decide. */
export const proposeRouting = async (ctx: Context, wanted: Wanted): Promise<RoutingLine[]> =>
  routingFor(ctx, await actingPartner(ctx), wanted)

export async function routingFor(
  ctx: Context,
  me: PartnerRow,
  { subject, activity, communeCode }: Wanted,
): Promise<RoutingLine[]> {
  const partners = (await findReachable(ctx, me.mode)).filter(({ partnerId }) => partnerId !== me.partnerId)
  const ids = partners.map(({ partnerId }) => partnerId)
  const services = await findServices(ctx.db, ids)
  const medians = await mediansOf(ctx, ids, me.mode)
  const lines = partners.flatMap((partner) =>
    services
      .filter((one) => one.partnerId === partner.partnerId && one.isActive)
      .filter((one) => serves([one], subject, communeCode ?? null))
      .filter((one) => one.activity === 'any' || activity === 'unknown' || one.activity === activity)
      .map((one): RoutingLine => {
        return {
          partnerId: partner.partnerId,
          kind: partner.kind,
          name: partner.name,
          serviceId: one.partnerServiceId,
          serviceName: one.name,
          capacity: one.capacity,
          medianAnswerDays: medians.get(partner.partnerId) ?? null,
          ...routingOf(partner.kind, activity, one.capacity),
        }
      }),
  )
  return lines.sort((one, other) => Number(other.isProposed) - Number(one.isProposed))
}

/** Referrals of the same party among those the caller sees, by what he may read of it; shown, never merged. */
export async function findDuplicates(ctx: Context, search: DuplicateSearch): Promise<Duplicate[]> {
  const me = await actingPartner(ctx)
  const judged = judgeParty(search.party)
  if (!judged.ok) {
    throw new Refusal('unprocessable', judged.code, judged.detail, {
      errors: [{ pointer: judged.pointer, keyword: judged.code, message: judged.detail }],
    })
  }
  const { code: subject } = await resolveCode(ctx, me.partnerId, 'subject', search.subject)
  const rows = await queries.findAlike(ctx.db, readerOf(ctx, me), judged.value)
  const assignments = await findAssignments(
    ctx.db,
    rows.map(({ referralId }) => referralId),
  )
  return rows.flatMap((row) => {
    const alike = likeness({ ...judged.value, subject }, row, assignments, { partnerId: me.partnerId, now: ctx.now })
    if (alike === null) return []
    return {
      referralId: row.referralId,
      reference: row.reference,
      subject: row.subject,
      createdAt: row.createdAt.toISOString(),
      ...alike,
    }
  })
}
