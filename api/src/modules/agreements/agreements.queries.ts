import type { AgreementStatus } from '@progress-ess/shared/agreements'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

const select = (db: Db | Trx) =>
  db
    .selectFrom('agreement')
    .innerJoin('award', 'award.awardId', 'agreement.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .selectAll('agreement')
    .select([
      'award.amountCents',
      'award.status as awardStatus',
      'award.applicationId',
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.name as organisationName',
    ])

export type AgreementRow = NonNullable<Awaited<ReturnType<typeof findAgreement>>>

export const findAgreement = (db: Db | Trx, agreementId: string) =>
  select(db).where('agreementId', '=', agreementId).executeTakeFirst()

/** The one that holds, if any, and how many were terminated before. */
export async function findAgreementOf(db: Db | Trx, awardId: string) {
  const [agreement, terminated] = await Promise.all([
    select(db)
      .where('agreement.awardId', '=', awardId)
      .where('agreement.status', '<>', sql.lit('terminated'))
      .executeTakeFirst(),
    db
      .selectFrom('agreement')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('awardId', '=', awardId)
      .where('status', '=', sql.lit('terminated'))
      .executeTakeFirstOrThrow(),
  ])
  return { agreement, terminatedCount: terminated.count }
}

/** Whatever happens to the agreement of one award waits here. */
export async function lockAward(trx: Trx, awardId: string): Promise<void> {
  await trx.selectFrom('award').select('awardId').where('awardId', '=', awardId).forNoKeyUpdate().execute()
}

/** What a text may say of an award: its file, its organisation, its plan. */
export const findTextFacts = (db: Db | Trx, awardId: string) =>
  db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'award.callId')
    .select([
      'award.awardId',
      'award.callId',
      'award.status as awardStatus',
      'award.amountCents',
      'application.organisationId',
      'application.number',
      'application.projectTitle',
      'application.answers',
      'call.title as callTitle',
      'organisation.name',
      'organisation.siren',
      'organisation.siret',
      'organisation.rna',
      'organisation.street',
      'organisation.postcode',
      'organisation.communeName',
      'organisation.representativeName',
      'organisation.representativeQuality',
    ])
    .where('award.awardId', '=', awardId)
    .executeTakeFirst()

export const findInstalments = (db: Db | Trx, awardId: string) =>
  db
    .selectFrom('payment')
    .select(['kind', 'amountCents', 'due', 'dueOn'])
    .where('awardId', '=', awardId)
    .where('status', '<>', sql.lit('cancelled'))
    .orderBy('place')
    .execute()

export type NewAgreementRow = {
  readonly agreementId: string
  readonly awardId: string
  readonly callId: string
  readonly textNumber: number
  readonly body: string
}

export async function insertAgreement(trx: Trx, row: NewAgreementRow, now: Date): Promise<void> {
  await trx
    .insertInto('agreement')
    .values({ ...row, status: 'drafted', createdAt: now, updatedAt: now })
    .execute()
}

export type AgreementUpdate = {
  readonly status?: AgreementStatus
  readonly body?: string
  readonly conditions?: string
  readonly revision?: number
  readonly sentText?: string | null
  readonly sentSha256?: string | null
  readonly sentAt?: Date | null
  readonly sentBy?: string | null
  readonly signedFileId?: string | null
  readonly returnedAt?: Date | null
  readonly signedOn?: string
  readonly signedAt?: Date
  readonly reopenedReason?: string | null
  readonly closedAt?: Date
  readonly terminatedAt?: Date
  readonly terminatedReason?: string
}

export async function saveAgreement(trx: Trx, agreementId: string, change: AgreementUpdate, now: Date): Promise<void> {
  await trx
    .updateTable('agreement')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('agreementId', '=', agreementId)
    .execute()
}

export type SentRevision = {
  readonly agreementId: string
  readonly revision: number
  readonly sentText: string
  readonly sentSha256: string
  readonly sentAt: Date
  readonly returnedFileId: string | null
  readonly reason: string
}

/** What was sent and is taken back stays, with the copy that had come back. */
export async function insertRevision(trx: Trx, row: SentRevision, voidedAt: Date): Promise<void> {
  await trx
    .insertInto('agreementRevision')
    .values({ ...row, voidedAt })
    .execute()
}

export const findTemplate = (db: Db | Trx, callId: string) =>
  db
    .selectFrom('agreementText')
    .select(['number', 'body', 'madeAt'])
    .where('callId', '=', callId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()

export const findCall = (db: Db | Trx, callId: string) =>
  db.selectFrom('call').select('callId').where('callId', '=', callId).executeTakeFirst()

export async function lockCall(trx: Trx, callId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('call')
    .select('callId')
    .where('callId', '=', callId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export async function insertTemplate(
  trx: Trx,
  row: { callId: string; number: number; body: string; madeBy: string | null; madeAt: Date },
): Promise<void> {
  await trx.insertInto('agreementText').values(row).execute()
}
