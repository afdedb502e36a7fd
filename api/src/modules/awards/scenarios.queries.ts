import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { ScenarioResult } from './awards.scenario.rules.ts'
import type { Snapshot } from './snapshot.rules.ts'

/** The published call that scenarios are run for. */
export async function findScenarioCall(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('panel', 'panel.callId', 'call.callId')
    .select([
      'call.callId',
      'call.status',
      'call.grid',
      'call.awardRules',
      'call.awardRulesSha256',
      'panel.lockedAt as panelLockedAt',
    ])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

/** The grid of a call, a draft as well. */
export async function findGrid(db: Db, callId: string): Promise<Grid | undefined> {
  const row = await db.selectFrom('call').select('grid').where('callId', '=', callId).executeTakeFirst()
  return row?.grid
}

/** Locks the call, so that adoption, decision and publication follow one another. */
export async function lockCall(trx: Trx, callId: string): Promise<void> {
  await trx.selectFrom('call').select('callId').where('callId', '=', callId).forUpdate().execute()
}

/** Every submitted file of a call with what the rules look at. */
export async function findFiles(db: Db | Trx, callId: string) {
  return db
    .selectFrom('application')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select([
      'application.applicationId',
      'application.number',
      'application.status',
      'application.projectTitle',
      'application.requestedCents',
      'application.chargesCents',
      'application.lastSubmittedAt',
      'application.organisationId',
      'organisation.siren',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.communeCode',
      'organisation.family',
    ])
    .select(sql`application.answers -> 'theme'`.as('theme'))
    .select((eb) =>
      eb
        .not(
          eb.exists(
            eb
              .selectFrom('award')
              .innerJoin('application as earlier', 'earlier.applicationId', 'award.applicationId')
              .select('award.awardId')
              .whereRef('earlier.organisationId', '=', 'application.organisationId')
              .whereRef('award.callId', '<>', 'application.callId')
              .whereRef('award.committedAt', '<', 'call.publishedAt'),
          ),
        )
        .as('isNeverFunded'),
    )
    .where('application.callId', '=', callId)
    .where('application.status', 'not in', ['draft', 'expired'])
    .orderBy('application.number')
    .execute()
}

/** The marks that count: locked evaluations. */
export async function findLockedMarks(db: Db | Trx, callId: string) {
  return db
    .selectFrom('evaluation')
    .innerJoin('application', 'application.applicationId', 'evaluation.applicationId')
    .select(['evaluation.applicationId', 'application.number', 'evaluation.evaluatorId', 'evaluation.marks'])
    .where('evaluation.callId', '=', callId)
    .where('evaluation.status', '=', 'locked')
    .orderBy('evaluation.evaluationId')
    .execute()
}

/** The seed behind a commitment of this call. That of another call may be public already, and its draw foreseen. */
export async function findSeed(db: Db | Trx, callId: string, commitment: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('drawSeed')
    .select('seedHex')
    .where('callId', '=', callId)
    .where('commitment', '=', commitment)
    .executeTakeFirst()
  return row?.seedHex
}

export type NewScenarioRow = {
  scenarioId: string
  callId: string
  label: string
  rules: AwardRules
  snapshot: Snapshot
  result: ScenarioResult
  engineVersion: string
  rulesSha256: string
  snapshotSha256: string
  resultSha256: string
  departureReason: string | null
  createdBy: string | null
  createdAt: Date
}

export async function insertScenario(trx: Trx, { rules, snapshot, result, ...row }: NewScenarioRow): Promise<void> {
  await trx
    .insertInto('scenario')
    .values({
      ...row,
      rules: JSON.stringify(rules),
      snapshot: JSON.stringify(snapshot),
      result: JSON.stringify(result),
    })
    .execute()
}

function selectScenarios(db: Db | Trx) {
  return db
    .selectFrom('scenario')
    .innerJoin('call', 'call.callId', 'scenario.callId')
    .leftJoin('adoption', 'adoption.scenarioId', 'scenario.scenarioId')
    .selectAll('scenario')
    .select(['call.awardRulesSha256', 'call.grid', 'adoption.adoptedAt'])
}

export async function findScenario(db: Db | Trx, scenarioId: string) {
  return selectScenarios(db).where('scenario.scenarioId', '=', scenarioId).executeTakeFirst()
}

export async function findScenarios(db: Db | Trx, callId: string) {
  return selectScenarios(db)
    .where('scenario.callId', '=', callId)
    .orderBy('scenario.createdAt')
    .orderBy('scenario.scenarioId')
    .execute()
}

export type ScenarioRow = NonNullable<Awaited<ReturnType<typeof findScenario>>>

/** Names that a scenario’s lines are shown with; they take no part in the computation. */
export async function findNames(db: Db | Trx, callId: string) {
  return db
    .selectFrom('application')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .select([
      'application.applicationId',
      'application.number',
      'application.projectTitle',
      'application.requestedCents',
      'application.chargesCents',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.family',
    ])
    .select(sql`application.answers -> 'theme'`.as('theme'))
    .where('application.callId', '=', callId)
    .where('application.status', 'not in', ['draft', 'expired'])
    .execute()
}

export async function saveAdoption(
  trx: Trx,
  row: { callId: string; scenarioId: string; adoptedBy: string | null; adoptedAt: Date },
): Promise<void> {
  await trx
    .insertInto('adoption')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('callId').doUpdateSet({
        scenarioId: row.scenarioId,
        adoptedBy: row.adoptedBy,
        adoptedAt: row.adoptedAt,
      }),
    )
    .execute()
}
