import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

function selectDecisions(db: Db | Trx) {
  return db
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'decision.callId')
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .leftJoin('scenario', 'scenario.scenarioId', 'decision.scenarioId')
    .leftJoin('panel', 'panel.callId', 'decision.callId')
    .leftJoin('adoption', 'adoption.callId', 'decision.callId')
    .leftJoin('account as proposer', 'proposer.accountId', 'decision.proposedBy')
    .selectAll('decision')
    .select([
      'application.number',
      'application.status as applicationStatus',
      'application.projectTitle',
      'application.requestedCents',
      'application.chargesCents',
      'application.organisationId',
      'organisation.name as organisationName',
      'organisation.communeName',
      'call.awardRules',
      'call.status as callStatus',
      'award.awardId',
      'scenario.rules as scenarioRules',
      'proposer.displayName as proposedByName',
      'panel.lockedAt as panelLockedAt',
      'adoption.adoptedAt',
      // Who belongs to the organisation: they decide nothing on its money.
      sql<string[]>`array(select member.account_id from organisation_member member
                           where member.organisation_id = application.organisation_id and member.status = 'active')`.as(
        'memberIds',
      ),
    ])
}

export type DecisionRow = Awaited<ReturnType<typeof findDecisions>>[number]

/** In the order of the adopted scenario; some of them, where they are named. */
export async function findDecisions(db: Db | Trx, callId: string, decisionIds?: readonly string[]) {
  let query = selectDecisions(db).where('decision.callId', '=', callId)
  if (decisionIds !== undefined) query = query.where('decision.decisionId', 'in', decisionIds)
  return query.orderBy('decision.place').orderBy('decision.decisionId').execute()
}

export async function findDecision(db: Db | Trx, decisionId: string) {
  return selectDecisions(db).where('decision.decisionId', '=', decisionId).executeTakeFirst()
}

/** The call of a line: what is locked before it. */
export async function findCallOf(trx: Trx, decisionId: string): Promise<string | undefined> {
  const row = await trx.selectFrom('decision').select('callId').where('decisionId', '=', decisionId).executeTakeFirst()
  return row?.callId
}

/** Locks the row and its file, which then cannot be withdrawn, and reads it with its names. */
export async function lockDecision(trx: Trx, decisionId: string) {
  const own = await trx
    .selectFrom('decision')
    .select('applicationId')
    .where('decisionId', '=', decisionId)
    .forUpdate()
    .executeTakeFirst()
  if (own === undefined) return undefined
  await trx
    .selectFrom('application')
    .select('applicationId')
    .where('applicationId', '=', own.applicationId)
    .forShare()
    .execute()
  return findDecision(trx, decisionId)
}

/** Locks every proposed line of a call whose file stands, always in the same order. */
export async function lockProposed(trx: Trx, callId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('decision')
    .select('decisionId')
    .where('callId', '=', callId)
    .where('status', '=', 'proposed')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('application')
          .select('application.applicationId')
          .whereRef('application.applicationId', '=', 'decision.applicationId')
          .where('application.status', '<>', 'withdrawn'),
      ),
    )
    .orderBy('place')
    .orderBy('decisionId')
    .forUpdate()
    .execute()
  return rows.map(({ decisionId }) => decisionId)
}

/** A submitted file with its line, null where it has none. */
export async function findLineOf(db: Db | Trx, applicationId: string) {
  return db
    .selectFrom('application')
    .leftJoin('decision', 'decision.applicationId', 'application.applicationId')
    .select(['application.applicationId', 'decision.decisionId', 'decision.round'])
    .where('application.applicationId', '=', applicationId)
    .where('application.submittedAt', 'is not', null)
    .executeTakeFirst()
}

export async function countSettled(db: Db | Trx, callId: string): Promise<number> {
  const { count } = await db
    .selectFrom('decision')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('callId', '=', callId)
    .where('status', '<>', 'proposed')
    .executeTakeFirstOrThrow()
  return count
}

export type NewDecision = {
  decisionId: string
  callId: string
  applicationId: string
  scenarioId: string
  place: number
  outcome: 'awarded' | 'reserve' | 'refused' | 'inadmissible'
  amountCents: number | null
  reserveRank: number | null
  reason: string | null
  proposedOutcome: 'awarded' | 'reserve' | 'refused' | 'inadmissible'
  proposedCents: number | null
  /** What its place on the reserve list may bring at the most. */
  mostCents: number | null
  proposedBy: string | null
}

/** Replaces the proposed lines of a call by those of another scenario. */
export async function replaceProposed(trx: Trx, callId: string, rows: NewDecision[], now: Date): Promise<void> {
  await trx.deleteFrom('decision').where('callId', '=', callId).where('status', '=', 'proposed').execute()
  if (rows.length === 0) return
  await trx
    .insertInto('decision')
    .values(rows.map((row) => ({ ...row, status: 'proposed' as const, createdAt: now, updatedAt: now })))
    .execute()
}

export type DecisionUpdate = Partial<{
  outcome: NewDecision['outcome']
  amountCents: number | null
  reserveRank: number | null
  reason: string | null
  departureReason: string
  mostCents: number | null
  proposedBy: string | null
  status: 'decided'
  decidedBy: string | null
  decidedAt: Date
}>

export async function saveDecision(
  trx: Trx,
  row: { decisionId: string; version: number },
  change: DecisionUpdate,
  now: Date,
): Promise<boolean> {
  const saved = await trx
    .updateTable('decision')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('decisionId', '=', row.decisionId)
    .where('version', '=', row.version)
    .returning('version')
    .executeTakeFirst()
  return saved !== undefined
}

export async function insertAward(
  trx: Trx,
  row: {
    awardId: string
    callId: string
    applicationId: string
    decisionId: string
    amountCents: number
    status: 'committed' | 'accepted'
    acceptedAt?: Date
  },
  now: Date,
): Promise<void> {
  await trx
    .insertInto('award')
    .values({ ...row, committedAt: now, updatedAt: now })
    .execute()
}

/** Why files were declared inadmissible, for their decisions. */
export async function findInadmissibleReasons(db: Db | Trx, callId: string) {
  return db
    .selectFrom('application')
    .select(['applicationId', 'inadmissibleReason'])
    .where('callId', '=', callId)
    .where('status', '=', 'inadmissible')
    .execute()
}
