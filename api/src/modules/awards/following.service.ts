import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import * as queries from './awards.queries.ts'
import { decideAward } from './decisions.rules.ts'

/**
 * What follows an award moves it: a signed agreement agrees it, its last payment settles it, a termination ends it. Who may do
 * that is judged where it is done; here the award’s own machine is asked. Its money is moved by the caller, in this transaction.
 */
export async function moveAward(
  inner: Context<Trx>,
  awardId: string,
  event: 'agree' | 'settle' | 'terminate',
  reason?: string,
): Promise<void> {
  const row = await queries.lockAward(inner.db, awardId)
  if (row === undefined) throw notFound('award')
  const verdict = decideAward(row.status, event, ['system'])
  if (!verdict.ok) throw refusalOf(verdict)
  await queries.saveAward(inner.db, row, { status: verdict.to }, inner.now)
  await recordAudit(inner, {
    operation: `${event}Award`,
    subjectType: 'award',
    subjectId: awardId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { applicationId: row.applicationId, ...(reason === undefined ? {} : { reason }) },
  })
  await emitEvent(inner, { kind: `award.${verdict.to}`, subjectType: 'award', subjectId: awardId })
}
