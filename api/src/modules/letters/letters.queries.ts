import type { LetterFacts, LetterKind } from '@progress-ess/shared/letters'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** The call that letters are written for, with the facts that they share; not a draft. */
export async function findLetterCall(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('letterFacts', 'letterFacts.callId', 'call.callId')
    .leftJoin('awardProcedure', 'awardProcedure.callId', 'call.callId')
    .select([
      'call.callId',
      'call.title',
      'call.status',
      'call.grid',
      'call.awardRulesSha256',
      'letterFacts.facts',
      'letterFacts.version as factsVersion',
      'awardProcedure.publishAt',
      'awardProcedure.publishFailedCode',
      'awardProcedure.publishFailedAt',
      'awardProcedure.acceptDays',
    ])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

export type LetterCall = NonNullable<Awaited<ReturnType<typeof findLetterCall>>>

export async function saveFacts(trx: Trx, callId: string, facts: LetterFacts, version: number, now: Date) {
  const content = JSON.stringify(facts)
  if (version === 0) {
    const inserted = await trx
      .insertInto('letterFacts')
      .values({ callId, facts: content, updatedAt: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('callId')
      .executeTakeFirst()
    return inserted !== undefined
  }
  const saved = await trx
    .updateTable('letterFacts')
    .set((eb) => ({ facts: content, updatedAt: now, version: eb('version', '+', 1) }))
    .where('callId', '=', callId)
    .where('version', '=', version)
    .returning('callId')
    .executeTakeFirst()
  return saved !== undefined
}

/** The version of each template that counts. */
export async function findTemplates(db: Db | Trx, callId: string) {
  return db
    .selectFrom('letterTemplate')
    .distinctOn('kind')
    .select(['kind', 'version', 'title', 'body'])
    .where('callId', '=', callId)
    .orderBy('kind')
    .orderBy('version', 'desc')
    .execute()
}

type TemplateRow = {
  readonly callId: string
  readonly kind: LetterKind
  readonly version: number
  readonly title: string
  readonly body: string
  readonly createdBy: string | null
  readonly createdAt: Date
}

/** False when somebody else wrote that version meanwhile. */
export async function insertTemplate(trx: Trx, row: TemplateRow): Promise<boolean> {
  const inserted = await trx
    .insertInto('letterTemplate')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Every decision of a call that was taken, with what a letter tells of it. */
export async function findTold(db: Db | Trx, callId: string) {
  return db
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .select([
      'decision.decisionId',
      'decision.applicationId',
      'decision.outcome',
      'decision.status',
      'decision.amountCents',
      'decision.reserveRank',
      'decision.reason',
      'decision.scenarioId',
      'decision.proposedOutcome',
      'decision.proposedCents',
      'application.number',
      'application.projectTitle',
      'application.requestedCents',
      'application.submittedAt',
      'application.organisationId',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.postcode',
      'award.amountCents as awardCents',
      'award.status as awardStatus',
    ])
    .where('decision.callId', '=', callId)
    .where('decision.status', 'in', ['decided', 'published'])
    .orderBy('application.number')
    .execute()
}

export type Told = Awaited<ReturnType<typeof findTold>>[number]

/** The result that the decisions of a call follow; undefined when they were made without one. */
export async function findResult(db: Db | Trx, callId: string) {
  return db
    .selectFrom('adoption')
    .innerJoin('scenario', 'scenario.scenarioId', 'adoption.scenarioId')
    .select(['scenario.scenarioId', 'scenario.result', 'scenario.rulesSha256'])
    .where('adoption.callId', '=', callId)
    .executeTakeFirst()
}

function selectLetters(db: Db | Trx) {
  return db
    .selectFrom('letter')
    .innerJoin('application', 'application.applicationId', 'letter.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .selectAll('letter')
    .select([
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.postcode',
    ])
}

export type LetterRow = Awaited<ReturnType<typeof findLetters>>[number]

export async function findLetters(db: Db | Trx, callId: string) {
  return selectLetters(db)
    .where('letter.callId', '=', callId)
    .orderBy('application.number')
    .orderBy('letter.kind')
    .execute()
}

export async function findLetter(db: Db | Trx, letterId: string) {
  return selectLetters(db).where('letter.letterId', '=', letterId).executeTakeFirst()
}

/** Locks the letters of a call that are not sent, always in the same order. */
export async function lockWaiting(trx: Trx, callId: string): Promise<void> {
  await trx
    .selectFrom('letter')
    .select('letterId')
    .where('callId', '=', callId)
    .where('status', '<>', 'sent')
    .orderBy('letterId')
    .forUpdate()
    .execute()
}

export async function lockLetter(trx: Trx, letterId: string) {
  await trx.selectFrom('letter').select('letterId').where('letterId', '=', letterId).forUpdate().execute()
  return findLetter(trx, letterId)
}

export type NewLetter = {
  readonly letterId: string
  readonly callId: string
  readonly applicationId: string
  readonly decisionId: string
  readonly kind: LetterKind
  readonly templateVersion: number
  readonly title: string
  readonly body: string
  readonly sourceSha256: string
}

export async function insertLetters(trx: Trx, rows: readonly NewLetter[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await trx
    .insertInto('letter')
    .values(rows.map((row) => ({ ...row, createdAt: now, updatedAt: now })))
    .execute()
}

export async function deleteLetters(trx: Trx, letterIds: readonly string[]): Promise<void> {
  if (letterIds.length === 0) return
  await trx.deleteFrom('letter').where('letterId', 'in', letterIds).execute()
}

export type LetterUpdate = Partial<{
  status: 'draft' | 'approved' | 'sent'
  title: string
  body: string
  isEdited: boolean
  templateVersion: number
  sourceSha256: string
  approvedBy: string | null
  approvedAt: Date | null
  sentAt: Date
}>

export async function saveLetter(trx: Trx, letterId: string, change: LetterUpdate, now: Date): Promise<void> {
  await trx
    .updateTable('letter')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('letterId', '=', letterId)
    .execute()
}

export async function insertFile(
  trx: Trx,
  row: { letterId: string; content: Buffer; sha256: string; createdAt: Date },
): Promise<void> {
  await trx.insertInto('letterFile').values(row).execute()
}

export async function findFile(db: Db, letterId: string) {
  return db.selectFrom('letterFile').select(['content', 'sha256']).where('letterId', '=', letterId).executeTakeFirst()
}

/** Notes the first opening; false when it was opened before. */
export async function noteOpening(trx: Trx, letterId: string, now: Date): Promise<boolean> {
  const row = await trx
    .updateTable('letter')
    .set({ openedAt: now, updatedAt: now })
    .where('letterId', '=', letterId)
    .where('status', '=', 'sent')
    .where('openedAt', 'is', null)
    .returning('letterId')
    .executeTakeFirst()
  return row !== undefined
}

/** The letters that were sent for one file, for somebody of its organisation (`accountId`) or for staff (null). */
export async function findReceived(db: Db, applicationId: string, accountId: string | null) {
  let query = db
    .selectFrom('application')
    .select('application.applicationId')
    .where('application.applicationId', '=', applicationId)
  query =
    accountId === null
      ? query.where('application.submittedAt', 'is not', null)
      : query
          .innerJoin('organisationMember', 'organisationMember.organisationId', 'application.organisationId')
          .where('organisationMember.accountId', '=', accountId)
          .where('organisationMember.status', '=', 'active')
  if ((await query.executeTakeFirst()) === undefined) return undefined
  return db
    .selectFrom('letter')
    .innerJoin('letterFile', 'letterFile.letterId', 'letter.letterId')
    .select(['letter.letterId', 'letter.kind', 'letter.title', 'letter.sentAt', 'letter.openedAt', 'letterFile.sha256'])
    .where('letter.applicationId', '=', applicationId)
    .where('letter.status', '=', 'sent')
    .orderBy('letter.sentAt')
    .orderBy('letter.kind')
    .execute()
}

/** Sets the instant of publication; what else the procedure says stays, or is as it starts. */
export async function savePublishAt(
  trx: Trx,
  row: { callId: string; publishAt: Date | null; acceptDays: number; offersByItself: boolean },
  now: Date,
): Promise<void> {
  await trx
    .insertInto('awardProcedure')
    .values({ ...row, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('callId').doUpdateSet((eb) => ({
        publishAt: eb.ref('excluded.publishAt'),
        publishFailedCode: null,
        publishFailedAt: null,
        updatedAt: now,
        version: sql<number>`award_procedure.version + 1`,
      })),
    )
    .execute()
}

/** Notes why a planned publication did not take place; null once it did. */
export async function savePublishFailure(trx: Trx, callId: string, code: string | null, now: Date): Promise<void> {
  await trx
    .updateTable('awardProcedure')
    .set({ publishFailedCode: code, publishFailedAt: code === null ? null : now })
    .where('callId', '=', callId)
    .execute()
}

/** The managers of the service, who publish results. */
export const findManagers = (db: Db | Trx) =>
  db
    .selectFrom('account')
    .select(['email', 'locale'])
    .where(sql<boolean>`roles @> array['manager']`)
    .where('isDisabled', '=', false)
    .orderBy('accountId')
    .limit(100)
    .execute()
