import type { Db } from '../../db/database.ts'

/** The scenario that the decisions of a call follow; undefined when none was adopted. */
export const findAdopted = (db: Db, callId: string) =>
  db
    .selectFrom('adoption')
    .innerJoin('scenario', 'scenario.scenarioId', 'adoption.scenarioId')
    .innerJoin('call', 'call.callId', 'adoption.callId')
    .selectAll('scenario')
    .select('call.grid')
    .where('adoption.callId', '=', callId)
    .executeTakeFirst()

export const findPublishedOutcomes = (db: Db, callId: string) =>
  db
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .select(['application.number', 'decision.outcome', 'decision.amountCents'])
    .where('decision.callId', '=', callId)
    .where('decision.status', '=', 'published')
    .orderBy('application.number')
    .execute()
