import type { BankAccountStatus } from '@progress-ess/shared/payments'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

const select = (db: Db | Trx) =>
  db
    .selectFrom('bankAccount')
    .innerJoin('organisation', 'organisation.organisationId', 'bankAccount.organisationId')
    .innerJoin('account as proposer', 'proposer.accountId', 'bankAccount.proposedBy')
    .leftJoin('account as decider', 'decider.accountId', 'bankAccount.decidedBy')
    .selectAll('bankAccount')
    .select([
      'organisation.name as organisationName',
      'organisation.acronym as organisationAcronym',
      'proposer.displayName as proposedByName',
      'decider.displayName as decidedByName',
      sql<boolean>`exists (select from organisation_member m
                            where m.organisation_id = bank_account.organisation_id and m.account_id = bank_account.proposed_by
                              and m.status = 'active')`.as('isProposedByMember'),
    ])

export type BankAccountRow = NonNullable<Awaited<ReturnType<typeof findBankAccount>>>

export const findBankAccount = (db: Db | Trx, bankAccountId: string) =>
  select(db).where('bankAccountId', '=', bankAccountId).executeTakeFirst()

/** Of one organisation, the latest first. */
export const findBankAccounts = (db: Db | Trx, organisationId: string) =>
  select(db)
    .where('bankAccount.organisationId', '=', organisationId)
    .orderBy('bankAccount.proposedAt', 'desc')
    .orderBy('bankAccount.bankAccountId')
    .limit(200)
    .execute()

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

/** Accounts that another key than this one sealed. */
export const findSealedOtherwise = (trx: Trx, keyId: string, limit: number) =>
  trx
    .selectFrom('bankAccount')
    .select(['bankAccountId', 'ibanSealed', 'ibanKey'])
    .where('ibanKey', '<>', keyId)
    .orderBy('bankAccountId')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

export async function reseal(trx: Trx, bankAccountId: string, ibanSealed: string, ibanKey: string): Promise<void> {
  await trx.updateTable('bankAccount').set({ ibanSealed, ibanKey }).where('bankAccountId', '=', bankAccountId).execute()
}
