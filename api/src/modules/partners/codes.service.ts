import { type CodeMap, type CodeMapping, SUBJECTS, type UnmappedCode } from '@progress-ess/shared/partners'
import { DECLINE_REASONS, OUTCOMES } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { partnerForCaller } from './acting.ts'
import * as queries from './codes.queries.ts'
import { holdPartner } from './partners.queries.ts'

const OURS: Readonly<Record<CodeMapping['kind'], readonly string[]>> = {
  decline_reason: DECLINE_REASONS,
  outcome: OUTCOMES,
  subject: SUBJECTS,
}

export async function getCodeMap(ctx: Context, partnerId: string): Promise<CodeMap> {
  const { partnerId: id } = await partnerForCaller(ctx, partnerId)
  return { items: await queries.findCodes(ctx.db, id) }
}

export function putCodeMap(ctx: Context, partnerId: string, { items }: CodeMap): Promise<CodeMap> {
  return inTransaction(ctx, async (inner) => {
    await partnerForCaller(inner, partnerId)
    await holdPartner(inner.db, partnerId)
    const seen = new Set<string>()
    for (const [index, { kind, theirs, ours }] of items.entries()) {
      const at = (code: string, message: string) =>
        new Refusal('unprocessable', code, message, {
          errors: [{ pointer: `/body/items/${index}`, keyword: code, message }],
        })
      if (!OURS[kind].includes(ours)) throw at('code-unknown', `${ours} is no code of ours`)
      if (seen.has(`${kind} ${theirs}`)) throw at('code-twice', `${theirs} is there twice`)
      seen.add(`${kind} ${theirs}`)
    }
    await queries.replaceCodes(inner.db, partnerId, items)
    await recordAudit(inner, {
      operation: 'putCodeMap',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { count: items.length },
    })
    return { items: await queries.findCodes(inner.db, partnerId) }
  })
}

/** One of our codes, or what the partner’s map says of its own; an unknown one stays raw under `other`. */
export async function resolveCode(
  ctx: Context<Db | Trx>,
  partnerId: string,
  kind: CodeMapping['kind'],
  given: string,
): Promise<{ code: string; raw: string | null }> {
  if (OURS[kind].includes(given)) return { code: given, raw: null }
  const mapped = await queries.findCode(ctx.db, partnerId, kind, given)
  return { code: mapped?.ours ?? 'other', raw: given }
}

/** Words of the partner that were kept raw and that its map does not know, those used most first. */
export async function listUnmappedCodes(ctx: Context, partnerId: string): Promise<UnmappedCode[]> {
  const { partnerId: id } = await partnerForCaller(ctx, partnerId)
  const rows = await queries.findUnmapped(ctx.db, id)
  return rows.map(({ lastSeenAt, ...row }) => ({ ...row, lastSeenAt: lastSeenAt.toISOString() }))
}
