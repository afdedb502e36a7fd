import type { Answers } from '@progress-ess/shared/calls'
import type { Budget } from '@progress-ess/shared/applications'
import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Application } from '../../db/schema.ts'

/** Which applications the caller may see: those of the account’s organisations, or every submitted one for agents. */
export type Scope = { readonly memberId: string } | { readonly staff: true }

/** One application with what its rules and its view need: call, organisation, membership, correction, decision. */
export function selectApplications(db: Db | Trx, scope: Scope) {
  const memberId = 'memberId' in scope ? scope.memberId : null
  const query = db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('organisationMember', (join) =>
      join
        .onRef('organisationMember.organisationId', '=', 'application.organisationId')
        .on('organisationMember.accountId', '=', memberId)
        .on('organisationMember.status', '=', 'active'),
    )
    .leftJoin('correction', (join) =>
      join
        .onRef('correction.applicationId', '=', 'application.applicationId')
        .on('correction.answeredAt', 'is', null)
        .on('correction.endedAt', 'is', null),
    )
    .leftJoin('decision', 'decision.applicationId', 'application.applicationId')
    .selectAll('application')
    .select([
      'call.title as callTitle',
      'call.code as callCode',
      'call.status as callStatus',
      'call.opensAt',
      'call.closesAt as callClosesAt',
      'call.graceMinutes',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.family',
      'organisationMember.role as myRole',
      'correction.correctionId',
      'correction.fields as correctionFields',
      'correction.message as correctionMessage',
      'correction.requestedAt as correctionRequestedAt',
      'correction.dueAt as correctionDueAt',
      'correction.baseRevision as correctionBaseRevision',
      'decision.status as decisionStatus',
      'decision.outcome as decisionOutcome',
      'decision.amountCents as decisionAmountCents',
      'decision.reserveRank as decisionReserveRank',
      'decision.reason as decisionReason',
      'decision.publishedAt as decisionPublishedAt',
    ])
  return memberId === null
    ? query.where('application.status', 'not in', ['draft', 'expired'])
    : query.where('organisationMember.accountId', 'is not', null)
}

export type ApplicationRow = NonNullable<Awaited<ReturnType<typeof findApplication>>>

export async function findApplication(db: Db | Trx, applicationId: string, scope: Scope) {
  return selectApplications(db, scope).where('application.applicationId', '=', applicationId).executeTakeFirst()
}

/** Locks the application, then reads it: what the rule decides on cannot change before the commit. */
export async function lockApplication(trx: Trx, applicationId: string, scope: Scope) {
  await trx
    .selectFrom('application')
    .select('applicationId')
    .where('applicationId', '=', applicationId)
    .forUpdate()
    .execute()
  return findApplication(trx, applicationId, scope)
}

/** Agents may extend a draft, whose content they do not see: only they, and only for that. */
export async function lockAnyApplication(trx: Trx, applicationId: string) {
  return trx
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select(['application.applicationId', 'application.status', 'application.version', 'application.extendedUntil'])
    .select(['application.organisationId', 'call.closesAt', 'call.graceMinutes', 'call.title as callTitle'])
    .where('application.applicationId', '=', applicationId)
    .forUpdate('application')
    .executeTakeFirst()
}

/** The living application of an organisation to a call. */
export async function findLiving(db: Db | Trx, callId: string, organisationId: string) {
  return db
    .selectFrom('application')
    .select('applicationId')
    .where('callId', '=', callId)
    .where('organisationId', '=', organisationId)
    .where('status', '<>', 'expired')
    .executeTakeFirst()
}

/** False when the organisation has one already, also when it was started at the same instant. */
export async function insertApplication(trx: Trx, row: Insertable<Application>): Promise<boolean> {
  const inserted = await trx
    .insertInto('application')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('applicationId')
    .executeTakeFirst()
  return inserted !== undefined
}

export type ContentChange = {
  readonly answers?: Answers
  readonly budget?: Budget
  readonly contactName?: string | null
  readonly contactPhone?: string | null
  readonly projectTitle?: string | null
  readonly requestedCents?: number
  readonly chargesCents?: number
}

/** Saves and moves the version on; undefined when somebody changed the row since `version` was read. */
export async function saveRow(
  trx: Trx,
  row: { applicationId: string; version: number },
  change: Omit<Updateable<Application>, 'answers' | 'budget'> & ContentChange,
  now: Date,
): Promise<{ version: number } | undefined> {
  const { answers, budget, ...rest } = change
  return trx
    .updateTable('application')
    .set((eb) => ({
      ...rest,
      ...(answers === undefined ? {} : { answers: JSON.stringify(answers) }),
      ...(budget === undefined ? {} : { budget: JSON.stringify(budget) }),
      updatedAt: now,
      version: eb('version', '+', 1),
    }))
    .where('applicationId', '=', row.applicationId)
    .where('version', '=', row.version)
    .returning('version')
    .executeTakeFirst()
}

/** What the list searches: number, title, organisation, commune, numbers; without accents, in lower case. */
export async function refreshSearch(trx: Trx, applicationId: string): Promise<void> {
  await sql`
    update application a
       set search = search_text(concat_ws(' ', a.number, a.project_title, o.name, o.acronym, o.siren, o.siret, o.rna, o.commune_name))
      from organisation o
     where a.application_id = ${applicationId} and o.organisation_id = a.organisation_id
  `.execute(trx)
}

export async function deleteApplication(trx: Trx, applicationId: string): Promise<void> {
  await trx.deleteFrom('application').where('applicationId', '=', applicationId).execute()
}

/** The next number of a call, under the lock of its row: taken last, so that submissions wait for one another least. */
export async function takeNumber(trx: Trx, callId: string): Promise<string> {
  const { code, lastNumber } = await trx
    .updateTable('call')
    .set((eb) => ({ lastNumber: eb('lastNumber', '+', 1) }))
    .where('callId', '=', callId)
    .returning(['code', 'lastNumber'])
    .executeTakeFirstOrThrow()
  return `${code}-${String(lastNumber).padStart(4, '0')}`
}

/** What a call asks of its applications. */
export async function findTerms(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .select([
      'callId',
      'status',
      'opensAt',
      'closesAt',
      'graceMinutes',
      'form',
      'eligibility',
      'awardRules',
      'overCapPolicy',
      'publishedAt',
    ])
    .where('callId', '=', callId)
    .executeTakeFirst()
}
