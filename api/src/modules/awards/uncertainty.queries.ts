import type { Db } from '../../db/database.ts'

/** The names of those whose evaluations of a call count. */
export async function findEvaluatorNames(db: Db, callId: string) {
  return db
    .selectFrom('evaluation')
    .innerJoin('account', 'account.accountId', 'evaluation.evaluatorId')
    .select(['evaluation.evaluatorId', 'account.displayName as evaluatorName'])
    .distinct()
    .where('evaluation.callId', '=', callId)
    .where('evaluation.status', '=', 'locked')
    .execute()
}
