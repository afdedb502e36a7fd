import type { BankAccount } from '@progress-ess/shared/payments'
import type { Standing } from '../organisations/index.ts'
import type { BankAccountRow } from './bank-accounts.queries.ts'
import { allowedBankAccountActions, isHolder } from './bank-accounts.rules.ts'

/** By the name that its organisation was judged under, which is not what an editor made of it since. */
export const isOwnAccount = (row: BankAccountRow): boolean =>
  isHolder(row.holder, {
    name: row.judgedName ?? row.organisationName,
    acronym: row.judgedAcronym,
    family: row.organisationFamily,
  })

/** Whether whoever acts would confirm it without a document that another gave and that can be opened. */
export const needsProofReason = (row: BankAccountRow, accountId: string | null): boolean =>
  (row.proofScanStatus !== 'clean' && row.proofScanStatus !== 'unscanned') || row.proofBy === accountId

/** The number stays sealed. Names of agents are for the service alone. */
export const toBankAccount = (
  row: BankAccountRow,
  { roles, isStaff }: Standing,
  accountId: string | null,
): BankAccount => ({
  bankAccountId: row.bankAccountId,
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  holder: row.holder,
  isHolderTheOrganisation: isOwnAccount(row),
  ibanMasked: row.ibanMasked,
  bic: row.bic,
  status: row.status,
  proposedAt: row.proposedAt.toISOString(),
  proposedByName: isStaff || row.isProposedByMember ? row.proposedByName : null,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  decidedByName: isStaff ? row.decidedByName : null,
  decisionNote: isStaff || row.status === 'rejected' ? row.decisionNote : null,
  holderReason: isStaff ? row.holderReason : null,
  proofReason: isStaff ? row.proofReason : null,
  hasProof: row.proofFileId !== null,
  needsProofReason: needsProofReason(row, accountId),
  version: row.version,
  allowedActions: allowedBankAccountActions(row, roles, accountId),
})
