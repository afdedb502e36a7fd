import type { AgreementTemplate } from '@progress-ess/shared/agreements'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { DEFAULT_AGREEMENT, PLACEHOLDERS, unknownPlaceholders } from './agreement-text.rules.ts'
import * as queries from './agreements.queries.ts'

export async function templateOf(db: Db | Trx, callId: string) {
  return (await queries.findTemplate(db, callId)) ?? { number: 0, body: DEFAULT_AGREEMENT, madeAt: null }
}

export async function getAgreementTemplate(ctx: Context<Db | Trx>, callId: string): Promise<AgreementTemplate> {
  if ((await queries.findCall(ctx.db, callId)) === undefined) throw notFound('call')
  const { number, body, madeAt } = await templateOf(ctx.db, callId)
  return {
    callId,
    number,
    body,
    madeAt: madeAt?.toISOString() ?? null,
    placeholders: [...PLACEHOLDERS],
    allowedActions: hasRole(ctx.actor, 'manager') ? ['edit'] : [],
  }
}

/** A name between braces that stands for nothing would be printed in an agreement: it is refused when it is written. */
export function refuseUnknown(body: string): void {
  const unknown = unknownPlaceholders(body)
  if (unknown.length === 0) return
  throw new Refusal('unprocessable', 'placeholder-unknown', `Nothing is called ${unknown.join(', ')}`, {
    errors: unknown
      .slice(0, 20)
      .map((name) => ({ pointer: '/body/body', keyword: 'placeholder-unknown', message: `{{${name.slice(0, 60)}}}` })),
  })
}

/** `number`: of the text that was read. */
export function saveAgreementTemplate(
  ctx: Context,
  callId: string,
  { number, body }: { number: number; body: string },
): Promise<AgreementTemplate> {
  return inTransaction(ctx, async (inner) => {
    if (!(await queries.lockCall(inner.db, callId))) throw notFound('call')
    const before = await templateOf(inner.db, callId)
    if (before.number !== number) throw staleVersion(before.number)
    refuseUnknown(body)
    const row = { callId, number: number + 1, body, madeBy: accountIdOf(inner.actor), madeAt: inner.now }
    await queries.insertTemplate(inner.db, row)
    await recordAudit(inner, {
      operation: 'saveAgreementTemplate',
      subjectType: 'call',
      subjectId: callId,
      data: { number: number + 1 },
    })
    return getAgreementTemplate(inner, callId)
  })
}
