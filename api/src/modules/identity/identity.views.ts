import type { Account } from '@progress-ess/shared/identity'
import type { AccountRow } from './identity.queries.ts'

export const toAccount = (row: AccountRow): Account => ({
  accountId: row.accountId,
  email: row.email,
  displayName: row.displayName,
  roles: row.roles,
  locale: row.locale,
  isDisabled: row.isDisabled,
  hasPassword: row.passwordHash !== null,
  hasTotp: row.totpSince !== null,
  hasSecondFactor: row.totpSince !== null,
  createdAt: row.createdAt.toISOString(),
  lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  version: row.version,
})
