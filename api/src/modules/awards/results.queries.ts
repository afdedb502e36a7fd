import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'

/** The call of a results page, with what it says of the money and of the adopted scenario. */
export async function findResultsCall(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('envelope', 'envelope.callId', 'call.callId')
    .leftJoin('adoption', 'adoption.callId', 'call.callId')
    .leftJoin('scenario', 'scenario.scenarioId', 'adoption.scenarioId')
    .select([
      'call.callId',
      'call.title',
      'call.code',
      'call.theme',
      'call.status',
      'call.resultsPublishedAt',
      'call.awardRules',
      'call.awardRulesSha256',
      'call.isDemo',
      'envelope.allocatedCents',
      'scenario.resultSha256',
      'scenario.rules as scenarioRules',
    ])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

export type ResultsCall = NonNullable<Awaited<ReturnType<typeof findResultsCall>>>

/** Submitted files that still want a decision: neither withdrawn nor decided. */
export async function countUndecided(db: Db | Trx, callId: string): Promise<number> {
  const { count } = await db
    .selectFrom('application')
    .leftJoin('decision', 'decision.applicationId', 'application.applicationId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('application.callId', '=', callId)
    .where('application.status', 'not in', ['draft', 'expired', 'withdrawn'])
    .where((eb) => eb.or([eb('decision.status', 'is', null), eb('decision.status', '=', 'proposed')]))
    .executeTakeFirstOrThrow()
  return count
}

export async function countSubmitted(db: Db | Trx, callId: string): Promise<number> {
  const { count } = await db
    .selectFrom('application')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('callId', '=', callId)
    .where('submittedAt', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Publishes every decision of a call and notifies its awards, to be accepted by an instant; answers the decisions for their mails. */
export async function publishDecisions(trx: Trx, callId: string, now: Date, acceptBy: Date) {
  await trx
    .updateTable('award')
    .set((eb) => ({
      status: 'notified',
      notifiedAt: now,
      acceptBy,
      updatedAt: now,
      version: eb('version', '+', 1),
    }))
    .where('callId', '=', callId)
    .where('status', '=', 'committed')
    .execute()
  await trx
    .updateTable('decision')
    .set((eb) => ({ status: 'published', publishedAt: now, updatedAt: now, version: eb('version', '+', 1) }))
    .where('callId', '=', callId)
    .where('status', '=', 'decided')
    .execute()
  return trx
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .select(['decision.decisionId', 'decision.applicationId', 'application.number', 'application.organisationId'])
    .where('decision.callId', '=', callId)
    .where('decision.status', '=', 'published')
    .orderBy('application.number')
    .execute()
}

/** Awards of a published call, renounced ones left out, by descending amount then number. */
export async function findLaureates(db: Db | Trx, callId: string) {
  return db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .select([
      'application.number',
      'application.projectTitle',
      'application.answers',
      'application.requestedCents',
      'organisation.name as organisationName',
      'organisation.siren',
      'organisation.family',
      'organisation.communeCode',
      'organisation.communeName',
      'award.amountCents',
    ])
    .where('award.callId', '=', callId)
    .where('award.status', 'not in', ENDED_AWARDS)
    .orderBy('application.number')
    .execute()
}

/** The published decision on one file, for somebody of its organisation (`memberId`) or for staff (null). */
export async function findPublishedDecision(db: Db | Trx, applicationId: string, memberId: string | null) {
  let query = db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .leftJoin('decision', (join) =>
      join.onRef('decision.applicationId', '=', 'application.applicationId').on('decision.status', '=', 'published'),
    )
    .leftJoin('scenario', 'scenario.scenarioId', 'decision.scenarioId')
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .select([
      'application.applicationId',
      'application.number',
      'decision.outcome',
      'decision.amountCents',
      'decision.reserveRank',
      'decision.reason',
      'decision.publishedAt',
      'scenario.result',
      'scenario.snapshot',
      'call.grid',
      'award.awardId',
      'call.awardRulesSha256',
    ])
    .where('application.applicationId', '=', applicationId)
    .where('application.status', 'not in', ['draft', 'expired'])
  if (memberId !== null) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('organisationMember')
          .select('accountId')
          .whereRef('organisationMember.organisationId', '=', 'application.organisationId')
          .where('organisationMember.accountId', '=', memberId)
          .where('organisationMember.status', '=', 'active'),
      ),
    )
  }
  return query.executeTakeFirst()
}
