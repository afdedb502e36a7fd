import type { BankAccountStatus } from '@progress-ess/shared/payments'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

const select = (db: Db | Trx) =>
  db
    .selectFrom('bankAccount')
    .innerJoin('organisation', 'organisation.organisationId', 'bankAccount.organisationId')
    .innerJoin('account as proposer', 'proposer.accountId', 'bankAccount.proposedBy')
    .leftJoin('account as decider', 'decider.accountId', 'bankAccount.decidedBy')
    .leftJoin('file as proof', 'proof.fileId', 'bankAccount.proofFileId')
    .selectAll('bankAccount')
    .select([
      'organisation.name as organisationName',
      'organisation.family as organisationFamily',
      'proposer.displayName as proposedByName',
      'decider.displayName as decidedByName',
      'proof.scanStatus as proofScanStatus',
      'proof.uploadedBy as proofBy',
      sql<boolean>`exists (select from organisation_member m
                            where m.organisation_id = bank_account.organisation_id and m.account_id = bank_account.proposed_by
                              and m.status = 'active')`.as('isProposedByMember'),
    ])
    .select([judged('name').as('judgedName'), judged('acronym').as('judgedAcronym')])

/**
 * How an organisation was called when its last file that got an award was submitted, or is called without one: who proposes
 * an account may have written another name since.
 */
const judged = (column: 'name' | 'acronym') => sql<string | null>`(
  select n.${sql.ref(column)}
    from organisation_name n
    left join lateral (
      select max(f.submitted_at) as at from award w join application f using (application_id)
       where f.organisation_id = n.organisation_id
    ) file on true
   where n.organisation_id = bank_account.organisation_id
   -- The last one until then; of an organisation that was known later only, the first.
   order by coalesce(n.named_at <= file.at, true) desc,
            case when coalesce(n.named_at <= file.at, true) then n.number else -n.number end desc
   limit 1)`

export type BankAccountRow = NonNullable<Awaited<ReturnType<typeof findBankAccount>>>

export const findBankAccount = (db: Db | Trx, bankAccountId: string) =>
  select(db).where('bankAccountId', '=', bankAccountId).executeTakeFirst()

/** Of one organisation, the latest first. However many came after it, the confirmed one is among them. */
export async function findBankAccounts(db: Db | Trx, organisationId: string) {
  const rows = await select(db)
    .where('bankAccount.organisationId', '=', organisationId)
    .orderBy((eb) => eb('bankAccount.status', 'in', ['confirmed', 'proposed']), 'desc')
    .orderBy('bankAccount.proposedAt', 'desc')
    .orderBy('bankAccount.bankAccountId')
    .limit(200)
    .execute()
  return rows.sort((a, b) => b.proposedAt.getTime() - a.proposedAt.getTime())
}

/** How many accounts were proposed since an instant. */
export async function countProposedSince(db: Db | Trx, organisationId: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('bankAccount')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('organisationId', '=', organisationId)
    .where('proposedAt', '>', since)
    .executeTakeFirstOrThrow()
  return count
}

/** Counts a check with another number; the version stays, so that who mistyped may try again. */
export async function countWrongCheck(trx: Trx, bankAccountId: string): Promise<void> {
  await trx
    .updateTable('bankAccount')
    .set((eb) => ({ wrongCheckCount: eb('wrongCheckCount', '+', 1) }))
    .where('bankAccountId', '=', bankAccountId)
    .execute()
}

/** Those of all organisations that wait for a second person, the oldest first. */
export const findWaitingAccounts = (db: Db | Trx) =>
  select(db)
    .where('bankAccount.status', '=', sql.lit('proposed'))
    .orderBy('bankAccount.proposedAt')
    .orderBy('bankAccount.bankAccountId')
    .limit(200)
    .execute()

/** Proposals and decisions of one organisation wait here for one another. */
export async function lockAccountsOf(trx: Trx, organisationId: string): Promise<void> {
  await trx
    .selectFrom('organisation')
    .select('organisationId')
    .where('organisationId', '=', organisationId)
    .forNoKeyUpdate()
    .execute()
}

export const findByStatus = (db: Db | Trx, organisationId: string, status: 'proposed' | 'confirmed') =>
  db
    .selectFrom('bankAccount')
    .selectAll()
    .where('organisationId', '=', organisationId)
    .where('status', '=', status)
    .executeTakeFirst()

export type NewBankAccountRow = {
  readonly bankAccountId: string
  readonly organisationId: string
  readonly holder: string
  readonly ibanSealed: string
  readonly ibanKey: string
  readonly ibanMasked: string
  readonly bic: string | null
  readonly proposedBy: string
}

export async function insertBankAccount(trx: Trx, row: NewBankAccountRow, now: Date): Promise<void> {
  await trx
    .insertInto('bankAccount')
    .values({ ...row, status: 'proposed', proposedAt: now, updatedAt: now })
    .execute()
}

export type BankAccountUpdate = {
  readonly status?: BankAccountStatus
  readonly decidedBy?: string | null
  readonly decidedAt?: Date
  readonly decisionNote?: string
  readonly holderReason?: string | null
  readonly proofReason?: string | null
  readonly proofFileId?: string
}

export async function saveBankAccount(
  trx: Trx,
  bankAccountId: string,
  change: BankAccountUpdate,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('bankAccount')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('bankAccountId', '=', bankAccountId)
    .execute()
}

/** Accounts that another key than this one sealed, those after one. */
export const findSealedOtherwise = (trx: Trx, keyId: string, after: string | null, limit: number) =>
  trx
    .selectFrom('bankAccount')
    .select(['bankAccountId', 'ibanSealed', 'ibanKey'])
    .where('ibanKey', '<>', keyId)
    .$if(after !== null, (query) => query.where('bankAccountId', '>', after))
    .orderBy('bankAccountId')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

export async function reseal(trx: Trx, bankAccountId: string, ibanSealed: string, ibanKey: string): Promise<void> {
  await trx.updateTable('bankAccount').set({ ibanSealed, ibanKey }).where('bankAccountId', '=', bankAccountId).execute()
}
