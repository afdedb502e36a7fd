import type { Grid } from '@progress-ess/shared/evaluations'
import type { Db, Trx } from '../../db/database.ts'

/** The call of a panel, with what its lock depends on. */
export async function findPanelCall(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('panel', 'panel.callId', 'call.callId')
    .select([
      'call.callId',
      'call.status',
      'call.closesAt',
      'call.graceMinutes',
      'call.resultsPublishedAt',
      'panel.lockedAt',
    ])
    .select((eb) => [
      eb.ref('call.grid').$castTo<Grid>().as('grid'),
      eb
        .exists(
          eb
            .selectFrom('decision')
            .select('decision.decisionId')
            .whereRef('decision.callId', '=', 'call.callId')
            .where('decision.status', '<>', 'proposed'),
        )
        .as('isDecided'),
    ])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

/**
 * Holds the panel’s row until the end of the transaction, making it when it is missing. `update`: to lock or unlock it, alone.
 * `share`: to change one of its evaluations, with others, while nobody locks it. Always before any evaluation is locked.
 */
export async function holdPanel(trx: Trx, callId: string, how: 'share' | 'update'): Promise<void> {
  if (await lockPanelRow(trx, callId, how)) return
  await trx
    .insertInto('panel')
    .values({ callId })
    .onConflict((conflict) => conflict.column('callId').doNothing())
    .execute()
  await lockPanelRow(trx, callId, how)
}

async function lockPanelRow(trx: Trx, callId: string, how: 'share' | 'update'): Promise<boolean> {
  const row = trx.selectFrom('panel').select('callId').where('callId', '=', callId)
  return (await (how === 'share' ? row.forShare() : row.forUpdate()).executeTakeFirst()) !== undefined
}

export async function savePanel(
  trx: Trx,
  callId: string,
  change: { lockedAt: Date | null; lockedBy: string | null; unlockReason: string | null },
): Promise<void> {
  await trx
    .updateTable('panel')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('callId', '=', callId)
    .execute()
}

/** Moves every evaluation of a call from one state to another: `submitted → locked`, or back. */
export async function moveEvaluations(
  trx: Trx,
  callId: string,
  from: 'submitted' | 'locked',
  to: 'submitted' | 'locked',
  now: Date,
): Promise<void> {
  await trx
    .updateTable('evaluation')
    .set((eb) => ({ status: to, updatedAt: now, version: eb('version', '+', 1) }))
    .where('callId', '=', callId)
    .where('status', '=', from)
    .execute()
}

/** The submitted files of a call that are, or may be, evaluated. */
export async function findPanelFiles(db: Db | Trx, callId: string) {
  return db
    .selectFrom('application')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .select([
      'application.applicationId',
      'application.number',
      'application.projectTitle',
      'application.status',
      'application.revisionNumber',
      'organisation.name as organisationName',
    ])
    .where('application.callId', '=', callId)
    .where('application.status', 'in', ['submitted', 'in_review', 'correction_requested', 'admissible'])
    .orderBy('application.number')
    .execute()
}
