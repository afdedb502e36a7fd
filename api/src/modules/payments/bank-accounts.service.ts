import type { FileLink, StoredFile } from '@progress-ess/shared/files'
import {
  type BankAccount,
  type BankAccountAction,
  type BankAccountCheck,
  type BankAccountList,
  isBic,
  isIban,
  maskIban,
  type NewBankAccount,
  normaliseIban,
} from '@progress-ess/shared/payments'
import type { Db, Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { eachApart } from '../../kit/each-apart.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { openLink, takeIn, type Upload } from '../files/index.ts'
import { findAnyOrganisation, findRecipients, refuseReaders, standingTowards } from '../organisations/index.ts'
import { bankAccountMail } from './bank-accounts.mails.ts'
import * as queries from './bank-accounts.queries.ts'
import { decideBankAccount, MOST_PROPOSALS, MOST_WRONG_CHECKS } from './bank-accounts.rules.ts'
import { isOwnAccount, needsProofReason, toBankAccount } from './bank-accounts.views.ts'

/** What a sealed number belongs to: it opens for its own row alone. */
const about = (bankAccountId: string): string => `bank-account:${bankAccountId}`

/** The whole number, for the list that the accountant gets. It goes nowhere else. */
export const ibanOf = (
  { settings: { vault } }: Context<Db | Trx>,
  row: { bankAccountId: string; ibanSealed: string; ibanKey: string },
): string => vault.open({ keyId: row.ibanKey, sealed: row.ibanSealed }, about(row.bankAccountId))

export async function listBankAccounts(ctx: Context, organisationId: string): Promise<BankAccountList> {
  const organisation = await findAnyOrganisation(ctx.db, organisationId)
  if (organisation === undefined) throw notFound('organisation')
  const standing = await standingTowards(ctx, organisationId, 'organisation')
  const rows = await queries.findBankAccounts(ctx.db, organisationId)
  const isWaiting = rows.some(({ status }) => status === 'proposed')
  return {
    items: rows.map((row) => toBankAccount(row, standing, accountIdOf(ctx.actor))),
    allowedActions: standing.roles.length > 0 && !isWaiting ? ['propose'] : [],
  }
}

function readNumber({ iban, bic }: { iban: string; bic?: string | null | undefined }) {
  const number = normaliseIban(iban)
  const wrong = [
    ...(isIban(number) ? [] : [{ pointer: '/body/iban', keyword: 'iban-invalid', message: 'is no IBAN' }]),
    ...(bic == null || isBic(bic.toUpperCase())
      ? []
      : [{ pointer: '/body/bic', keyword: 'format', message: 'is no BIC' }]),
  ]
  if (wrong.length > 0) throw new Refusal('unprocessable', 'iban-invalid', 'This is no IBAN', { errors: wrong })
  return { number, bic: bic?.toUpperCase() ?? null }
}

const DAY_MS = 24 * 3_600_000

/** Refuses `iban-invalid`, `bank-account-waiting` while another one waits, `bank-account-unchanged`. */
export function proposeBankAccount(
  ctx: Context,
  organisationId: string,
  proposal: NewBankAccount,
): Promise<BankAccount> {
  return inTransaction(ctx, async (inner) => {
    const standing = await standingTowards(inner, organisationId, 'organisation')
    refuseReaders(standing)
    const { number, bic } = readNumber(proposal)
    await queries.lockAccountsOf(inner.db, organisationId)
    if ((await findAnyOrganisation(inner.db, organisationId)) === undefined) throw notFound('organisation')
    if ((await queries.findByStatus(inner.db, organisationId, 'proposed')) !== undefined) {
      throw new Refusal('conflict', 'bank-account-waiting', 'Another account waits for its check')
    }
    const since = new Date(inner.now.getTime() - DAY_MS)
    if ((await queries.countProposedSince(inner.db, organisationId, since)) >= MOST_PROPOSALS) {
      throw new Refusal('tooMany', 'too-many-requests', 'Too many accounts were proposed within a day', {
        context: { retryAfterSeconds: DAY_MS / 1000 },
      })
    }
    const current = await queries.findByStatus(inner.db, organisationId, 'confirmed')
    // One whose holder was judged under another name is checked again.
    if (
      current !== undefined &&
      ibanOf(inner, current) === number &&
      !(await isDoubtful(inner, current.bankAccountId))
    ) {
      throw new Refusal('conflict', 'bank-account-unchanged', 'This is the confirmed account')
    }
    const bankAccountId = newId()
    const { keyId, sealed } = inner.settings.vault.seal(number, about(bankAccountId))
    await queries.insertBankAccount(
      inner.db,
      {
        bankAccountId,
        organisationId,
        holder: proposal.holder.trim(),
        ibanSealed: sealed,
        ibanKey: keyId,
        ibanMasked: maskIban(number),
        bic,
        proposedBy: requireAccount(inner.actor).accountId,
      },
      inner.now,
    )
    await recordAudit(inner, {
      operation: 'proposeBankAccount',
      subjectType: 'bankAccount',
      subjectId: bankAccountId,
      versionAfter: 1,
      data: { organisationId },
    })
    await tellOrganisation(inner, organisationId, bankAccountId, 'proposed')
    return view(inner, bankAccountId)
  })
}

/** Whether the holder of an account is not how its organisation was called when it was judged, and nobody wrote why. */
export async function isDoubtful({ db }: Context<Db | Trx>, bankAccountId: string): Promise<boolean> {
  const row = await queries.findBankAccount(db, bankAccountId)
  return row?.holderReason === null && !isOwnAccount(row)
}

/** Those who act for the organisation learn of every change, whoever made it. */
async function tellOrganisation(
  ctx: Context<Trx>,
  organisationId: string,
  bankAccountId: string,
  what: 'proposed' | 'confirmed' | 'rejected',
): Promise<void> {
  const link = `${ctx.settings.publicUrl}/mes-structures/${organisationId}/argent`
  await queueMails(ctx, await findRecipients(ctx.db, organisationId), {
    template: `bank-account-${what}`,
    dedupeKey: `bank-account-${what}:${bankAccountId}`,
    write: (locale) => bankAccountMail(locale, what, { link, service: ctx.settings.service }),
  })
}

async function view(ctx: Context<Db | Trx>, bankAccountId: string): Promise<BankAccount> {
  const row = await queries.findBankAccount(ctx.db, bankAccountId)
  if (row === undefined) throw notFound('bank-account')
  const standing = await standingTowards(ctx, row.organisationId, 'bank-account')
  return toBankAccount(row, standing, accountIdOf(ctx.actor))
}

/** The account and where the act leads; refuses what the machine refuses. */
async function decide(ctx: Context<Db | Trx>, bankAccountId: string, event: BankAccountAction) {
  const row = await queries.findBankAccount(ctx.db, bankAccountId)
  if (row === undefined) throw notFound('bank-account')
  const standing = await standingTowards(ctx, row.organisationId, 'bank-account')
  refuseReaders(standing)
  const verdict = decideBankAccount(row, event, standing.roles, accountIdOf(ctx.actor))
  if (!verdict.ok) throw refusalOf(verdict)
  return { row, to: verdict.to }
}

/** Locks the accounts of the organisation, judges again, writes, and leaves a line in the trail. `version`: as it was read. */
function act(
  ctx: Context,
  bankAccountId: string,
  event: BankAccountAction,
  change: (row: queries.BankAccountRow, inner: Context<Trx>) => Promise<queries.BankAccountUpdate>,
  version?: number,
): Promise<BankAccount> {
  return inTransaction(ctx, async (inner) => {
    const known = await queries.findBankAccount(inner.db, bankAccountId)
    if (known === undefined) throw notFound('bank-account')
    await queries.lockAccountsOf(inner.db, known.organisationId)
    const { row, to } = await decide(inner, bankAccountId, event)
    if (version !== undefined && version !== row.version) throw staleVersion(row.version)
    const written = await change(row, inner)
    const decided = { status: to, decidedBy: accountIdOf(inner.actor), decidedAt: inner.now }
    await queries.saveBankAccount(inner.db, bankAccountId, { ...decided, ...written }, inner.now)
    await recordAudit(inner, {
      operation: `${event}BankAccount`,
      subjectType: 'bankAccount',
      subjectId: bankAccountId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: { organisationId: row.organisationId },
    })
    if (to === 'confirmed' || to === 'rejected') await tellOrganisation(inner, row.organisationId, bankAccountId, to)
    return view(inner, bankAccountId)
  })
}

/**
 * The second person reads the number on the document and types it again: what does not match is not confirmed. An account
 * in another name, or without the document, needs a written reason. The account before is replaced in the same transaction.
 */
export async function confirmBankAccount(
  ctx: Context,
  bankAccountId: string,
  version: number,
  check: BankAccountCheck,
): Promise<BankAccount> {
  const confirm = async (row: queries.BankAccountRow, inner: Context<Trx>): Promise<queries.BankAccountUpdate> => {
    const isOwn = isOwnAccount(row)
    if (!isOwn && check.holderReason === undefined) {
      throw new Refusal(
        'unprocessable',
        'bank-holder-differs',
        'The holder is not the organisation: say why it is paid there',
        {
          errors: [{ pointer: '/body/holderReason', keyword: 'required', message: 'must say why' }],
        },
      )
    }
    const isBlind = needsProofReason(row, accountIdOf(inner.actor))
    if (isBlind && check.proofReason === undefined) {
      throw new Refusal(
        'unprocessable',
        'bank-proof-missing',
        'No document of another: say where the number was read',
        {
          errors: [{ pointer: '/body/proofReason', keyword: 'required', message: 'must say where' }],
        },
      )
    }
    const before = await queries.findByStatus(inner.db, row.organisationId, 'confirmed')
    if (before !== undefined) {
      await queries.saveBankAccount(inner.db, before.bankAccountId, { status: 'replaced' }, inner.now)
    }
    return {
      decisionNote: check.note,
      holderReason: isOwn ? null : (check.holderReason ?? null),
      proofReason: isBlind ? (check.proofReason ?? null) : null,
    }
  }
  if (!(await isNumberRight(ctx, bankAccountId, version, check.iban))) {
    throw new Refusal('unprocessable', 'iban-differs', 'This is not the number that was proposed', {
      errors: [{ pointer: '/body/iban', keyword: 'iban-differs', message: 'differs from what was proposed' }],
    })
  }
  return act(ctx, bankAccountId, 'confirm', confirm, version)
}

/**
 * Compares and counts in one transaction that ends before anybody is told, one after the other on one organisation: that
 * somebody tried stays, and tries at the same moment are as many as one after the other.
 */
const isNumberRight = (ctx: Context, bankAccountId: string, version: number, iban: string): Promise<boolean> =>
  inTransaction(ctx, async (inner) => {
    const known = await queries.findBankAccount(inner.db, bankAccountId)
    if (known === undefined) throw notFound('bank-account')
    await queries.lockAccountsOf(inner.db, known.organisationId)
    const { row } = await decide(inner, bankAccountId, 'confirm')
    if (version !== row.version) throw staleVersion(row.version)
    if (row.wrongCheckCount >= MOST_WRONG_CHECKS) {
      throw new Refusal(
        'conflict',
        'bank-checks-exhausted',
        'Its number was typed wrong too often: it is proposed anew',
      )
    }
    if (ibanOf(inner, row) === normaliseIban(iban)) return true
    await queries.countWrongCheck(inner.db, bankAccountId)
    await recordAudit(inner, {
      operation: 'mistypeBankAccount',
      subjectType: 'bankAccount',
      subjectId: bankAccountId,
      versionBefore: row.version,
      versionAfter: row.version,
      data: { organisationId: row.organisationId },
    })
    return false
  })

export const rejectBankAccount = (
  ctx: Context,
  bankAccountId: string,
  version: number,
  reason: string,
): Promise<BankAccount> => act(ctx, bankAccountId, 'reject', async () => ({ decisionNote: reason }), version)

export const withdrawBankAccount = (ctx: Context, bankAccountId: string): Promise<BankAccount> =>
  act(ctx, bankAccountId, 'withdraw', async () => ({}))

/** The document of the bank; sent again it takes the place of the one before. */
export async function attachBankProof(
  ctx: Context,
  bankAccountId: string,
  files: Files,
  upload: Upload,
): Promise<StoredFile> {
  const { row: known } = await decide(ctx, bankAccountId, 'attach')
  return takeIn(ctx, files, upload, async (inner, fileId) => {
    await queries.lockAccountsOf(inner.db, known.organisationId)
    const { row } = await decide(inner, bankAccountId, 'attach')
    await queries.saveBankAccount(inner.db, bankAccountId, { proofFileId: fileId }, inner.now)
    await recordAudit(inner, {
      operation: 'attachBankProof',
      subjectType: 'bankAccount',
      subjectId: bankAccountId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: { fileId },
    })
  })
}

export async function linkBankProof(ctx: Context, bankAccountId: string): Promise<FileLink> {
  const row = await queries.findBankAccount(ctx.db, bankAccountId)
  if (row === undefined) throw notFound('bank-account')
  await standingTowards(ctx, row.organisationId, 'bank-account')
  if (row.proofFileId === null) throw notFound('file')
  return openLink(ctx, row.proofFileId)
}

const AT_ONCE = 100

/**
 * Seals with the current key what an older one sealed, so that the older key may go. Again changes nothing. What does not
 * open stays as it is and stops no other: the first failure is thrown at the end.
 */
export async function resealBankAccounts(ctx: Context): Promise<void> {
  const { vault } = ctx.settings
  const apart = eachApart()
  let after: string | null = null
  do {
    after = await inTransaction(ctx, async (inner): Promise<string | null> => {
      const rows = await queries.findSealedOtherwise(inner.db, vault.keyId, after, AT_ONCE)
      for (const row of rows) {
        await apart.run(async () => {
          const { keyId, sealed } = vault.seal(ibanOf(inner, row), about(row.bankAccountId))
          await queries.reseal(inner.db, row.bankAccountId, sealed, keyId)
        })
      }
      return rows.length === AT_ONCE ? (rows.at(-1)?.bankAccountId ?? null) : null
    })
  } while (after !== null)
  apart.end()
}
