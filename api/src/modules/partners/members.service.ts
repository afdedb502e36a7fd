import type { PartnerMember } from '@progress-ess/shared/partners'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './partners.queries.ts'
import { lockLive, readLive } from './partners.service.ts'
import { toMember } from './partners.views.ts'

export async function listPartnerMembers(ctx: Context, partnerId: string): Promise<PartnerMember[]> {
  await readLive(ctx, partnerId)
  return (await queries.findMembers(ctx.db, partnerId)).map(toMember)
}

export function addPartnerMember(ctx: Context, partnerId: string, email: string): Promise<PartnerMember> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    const account = await queries.findAdviser(inner.db, email)
    if (account === undefined) {
      throw new Refusal(
        'notFound',
        'account-not-found',
        'No account of this address has the role partner: invite it first',
      )
    }
    const { accountId } = account
    const member = await queries.addMember(inner.db, { accountId, partnerId, since: inner.now })
    if (member.partnerId !== partnerId) {
      throw new Refusal('conflict', 'adviser-elsewhere', 'This account acts for another partner: remove it there first')
    }
    if (member.isNew) {
      const fact = { operation: 'addPartnerMember', subjectType: 'partner', subjectId: partnerId, data: { accountId } }
      await recordAudit(inner, fact)
    }
    return toMember({ ...account, since: member.since })
  })
}

export function removePartnerMember(ctx: Context, partnerId: string, accountId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    if (!(await queries.deleteMember(inner.db, partnerId, accountId))) throw notFound('member')
    await recordAudit(inner, {
      operation: 'removePartnerMember',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { accountId },
    })
  })
}
