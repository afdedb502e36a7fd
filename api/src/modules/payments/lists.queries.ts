import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { LineFacts } from './list-csv.rules.ts'

export const findListCall = (db: Db | Trx, callId: string) =>
  db.selectFrom('call').select(['callId', 'code', 'title']).where('callId', '=', callId).executeTakeFirst()

/** The approved payments of a call, in the order of their files; their awards are locked in one order, whoever asks. */
export async function lockApproved(trx: Trx, callId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('payment')
    .innerJoin('award', 'award.awardId', 'payment.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .select(['payment.paymentId', 'application.number', 'payment.place'])
    .where('payment.callId', '=', callId)
    .where('payment.status', '=', sql.lit('approved'))
    .orderBy('payment.awardId')
    .orderBy('payment.paymentId')
    .forNoKeyUpdate('award')
    .execute()
  return rows
    .sort((a, b) => (a.number ?? '').localeCompare(b.number ?? '') || a.place - b.place)
    .map(({ paymentId }) => paymentId)
}

/** What the list says of a payment besides its amount: of the file, the organisation and its account. */
export const findPayees = (trx: Trx, paymentIds: readonly string[]) =>
  trx
    .selectFrom('payment')
    .innerJoin('award', 'award.awardId', 'payment.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('bankAccount', 'bankAccount.bankAccountId', 'payment.bankAccountId')
    .leftJoin('agreement', (join) =>
      join.onRef('agreement.awardId', '=', 'payment.awardId').on('agreement.status', '=', sql.lit('signed')),
    )
    .leftJoin('file as signedCopy', 'signedCopy.fileId', 'agreement.signedFileId')
    .select([
      'signedCopy.sha256 as agreementSha256',
      'payment.paymentId',
      'payment.kind',
      'payment.amountCents',
      'bankAccount.bankAccountId',
      'bankAccount.holder',
      'bankAccount.status as accountStatus',
      'application.number',
      'application.projectTitle',
      'organisation.name',
      'organisation.siret',
      'organisation.family',
    ])
    .where('payment.paymentId', 'in', [...paymentIds])
    .execute()

/** How many lists a call has: lists of one call are made one after the other. */
export async function lockLists(trx: Trx, callId: string): Promise<number> {
  await trx.selectFrom('call').select('callId').where('callId', '=', callId).forNoKeyUpdate().execute()
  const { count } = await trx
    .selectFrom('paymentList')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('callId', '=', callId)
    .executeTakeFirstOrThrow()
  return count
}

export type NewList = {
  readonly paymentListId: string
  readonly callId: string
  readonly number: string
  readonly year: number
  readonly paymentCount: number
  readonly totalCents: number
  readonly madeBy: string
  readonly madeAt: Date
}
export type NewLine = {
  readonly paymentListId: string
  readonly place: number
  readonly paymentId: string
  readonly bankAccountId: string
  readonly amountCents: number
  readonly facts: LineFacts
}

export async function insertList(trx: Trx, list: NewList, lines: readonly NewLine[]): Promise<void> {
  await trx.insertInto('paymentList').values(list).execute()
  await trx
    .insertInto('paymentListLine')
    .values(lines.map((line) => ({ ...line, facts: JSON.stringify(line.facts) })))
    .execute()
}

const select = (db: Db | Trx) =>
  db
    .selectFrom('paymentList')
    .innerJoin('account', 'account.accountId', 'paymentList.madeBy')
    .selectAll('paymentList')
    .select((eb) => [
      'account.displayName as madeByName',
      eb
        .selectFrom('paymentListLine')
        .select((inner) => inner.fn.count<number>('paidOn').as('count'))
        .whereRef('paymentListLine.paymentListId', '=', 'paymentList.paymentListId')
        .as('paidCount'),
      eb
        .selectFrom('paymentListLine')
        .select((inner) => inner.fn.count<number>('rejectedReason').as('count'))
        .whereRef('paymentListLine.paymentListId', '=', 'paymentList.paymentListId')
        .as('rejectedCount'),
    ])

export type ListRow = NonNullable<Awaited<ReturnType<typeof findList>>>

export const findList = (db: Db | Trx, paymentListId: string) =>
  select(db).where('paymentListId', '=', paymentListId).executeTakeFirst()

export const findLists = (db: Db | Trx, callId: string) =>
  select(db)
    .where('paymentList.callId', '=', callId)
    .orderBy('paymentList.madeAt', 'desc')
    .orderBy('paymentList.paymentListId', 'desc')
    .limit(500)
    .execute()

export type LineRow = Awaited<ReturnType<typeof findLines>>[number]

export const findLines = (db: Db | Trx, paymentListId: string) =>
  db
    .selectFrom('paymentListLine')
    .innerJoin('payment', 'payment.paymentId', 'paymentListLine.paymentId')
    .innerJoin('bankAccount', 'bankAccount.bankAccountId', 'paymentListLine.bankAccountId')
    .selectAll('paymentListLine')
    .select([
      'payment.kind',
      'payment.awardId',
      'payment.status',
      'bankAccount.status as accountStatus',
      'bankAccount.ibanMasked',
      'bankAccount.ibanSealed',
      'bankAccount.ibanKey',
      'bankAccount.bic',
    ])
    .where('paymentListLine.paymentListId', '=', paymentListId)
    .orderBy('paymentListLine.place')
    .execute()

/** The awards of a list, always in the same order: what comes back of their payments waits here for one another. */
export async function lockAwardsOf(trx: Trx, paymentListId: string): Promise<void> {
  await trx
    .selectFrom('award')
    .select('awardId')
    .where('awardId', 'in', (eb) =>
      eb
        .selectFrom('paymentListLine')
        .innerJoin('payment', 'payment.paymentId', 'paymentListLine.paymentId')
        .select('payment.awardId')
        .where('paymentListLine.paymentListId', '=', paymentListId),
    )
    .orderBy('awardId')
    .forNoKeyUpdate()
    .execute()
}

export type LineOutcome = {
  readonly mandateNumber?: string | null
  readonly mandatedOn?: string | null
  readonly paidOn?: string
  readonly rejectedReason?: string
}

export async function saveLineOutcome(
  trx: Trx,
  { paymentListId, place }: { readonly paymentListId: string; readonly place: number },
  outcome: LineOutcome,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('paymentListLine')
    .set({ ...outcome, recordedAt: now })
    .where('paymentListId', '=', paymentListId)
    .where('place', '=', place)
    .execute()
}
