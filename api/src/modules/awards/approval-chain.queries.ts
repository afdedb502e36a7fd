import type { ApprovalStep, ApproverRole } from '@progress-ess/shared/awards'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** A call with the version of its chain, null where it has none, and whether decisions of it stand. */
export async function findChain(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('approvalChain', 'approvalChain.callId', 'call.callId')
    .select(['call.callId', 'call.status', 'approvalChain.version'])
    .select((eb) => [
      eb
        .exists(eb.selectFrom('decision').select('decisionId').whereRef('decision.callId', '=', 'call.callId'))
        .as('hasDecisions'),
      eb
        .exists(
          eb
            .selectFrom('decision')
            .select('decisionId')
            .whereRef('decision.callId', '=', 'call.callId')
            .where('decision.status', '<>', 'proposed'),
        )
        .as('hasDecided'),
    ])
    .where('call.callId', '=', callId)
    .executeTakeFirst()
}

/** The steps of a call in order. */
export async function findSteps(db: Db | Trx, callId: string) {
  return db
    .selectFrom('approvalStep')
    .select(['key', 'label', 'fromCents', 'alsoRefusals', 'role', 'signerIds'])
    .where('callId', '=', callId)
    .orderBy('place')
    .execute()
}

export type StepRow = Awaited<ReturnType<typeof findSteps>>[number]

const STAFF: readonly ApproverRole[] = ['agent', 'manager', 'admin']

/** Everybody of the staff who can sign in. */
export async function findStaff(db: Db | Trx) {
  const rows = await db
    .selectFrom('account')
    .select(['accountId', 'displayName', 'roles'])
    .where('isDisabled', '=', false)
    .where(sql<boolean>`roles && ${sql.val([...STAFF])}::text[]`)
    .orderBy('displayName')
    .orderBy('accountId')
    .limit(1_000)
    .execute()
  return rows.map((row) => ({ ...row, roles: STAFF.filter((role) => row.roles.includes(role)) }))
}

/** Replaces the steps of a call, and raises the version of its chain. The call must be locked. */
export async function saveChain(
  trx: Trx,
  { callId, version }: { callId: string; version: number },
  steps: readonly ApprovalStep[],
  now: Date,
): Promise<void> {
  await trx
    .insertInto('approvalChain')
    .values({ callId, version, updatedAt: now })
    .onConflict((conflict) => conflict.column('callId').doUpdateSet({ version, updatedAt: now }))
    .execute()
  await trx.deleteFrom('approvalStep').where('callId', '=', callId).execute()
  if (steps.length === 0) return
  await trx
    .insertInto('approvalStep')
    .values(
      steps.map(({ fromAmountCents, ...step }, index) => ({
        ...step,
        callId,
        place: index + 1,
        fromCents: fromAmountCents,
      })),
    )
    .execute()
}

/** Replaces those who sign, step by step, and raises the version of the chain. */
export async function saveSigners(
  trx: Trx,
  { callId, version }: { callId: string; version: number },
  steps: readonly ApprovalStep[],
  now: Date,
): Promise<void> {
  await trx.updateTable('approvalChain').set({ version, updatedAt: now }).where('callId', '=', callId).execute()
  for (const { key, role, signerIds } of steps) {
    await trx
      .updateTable('approvalStep')
      .set({ role, signerIds })
      .where('callId', '=', callId)
      .where('key', '=', key)
      .execute()
  }
}

/** Takes what is only proposed back, with the adoption that it came from; answers how many lines there were, and how many stay. */
export async function deleteProposal(trx: Trx, callId: string): Promise<{ gone: number; left: number }> {
  const rows = await trx
    .deleteFrom('decision')
    .where('callId', '=', callId)
    .where('status', '=', 'proposed')
    .returning('decisionId')
    .execute()
  await trx.deleteFrom('adoption').where('callId', '=', callId).execute()
  const { left } = await trx
    .selectFrom('decision')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('callId', '=', callId)
    .executeTakeFirstOrThrow()
  return { gone: rows.length, left }
}
