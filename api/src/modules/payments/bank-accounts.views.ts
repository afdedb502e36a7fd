import type { BankAccount } from '@progress-ess/shared/payments'
import type { Standing } from '../organisations/index.ts'
import type { BankAccountRow } from './bank-accounts.queries.ts'
import { allowedBankAccountActions, isHolder } from './bank-accounts.rules.ts'

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
  isHolderTheOrganisation: isHolder(row.holder, { name: row.organisationName, acronym: row.organisationAcronym }),
  ibanMasked: row.ibanMasked,
  bic: row.bic,
  status: row.status,
  proposedAt: row.proposedAt.toISOString(),
  proposedByName: isStaff || row.isProposedByMember ? row.proposedByName : null,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  decidedByName: isStaff ? row.decidedByName : null,
  decisionNote: isStaff || row.status === 'rejected' ? row.decisionNote : null,
  holderReason: isStaff ? row.holderReason : null,
  hasProof: row.proofFileId !== null,
  version: row.version,
  allowedActions: allowedBankAccountActions(row, roles, accountId),
})
