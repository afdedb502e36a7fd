import type { Account, Passkey } from '@progress-ess/shared/identity'
import type { AccountRow } from './identity.queries.ts'
import type { PasskeyRow } from './passkeys.queries.ts'

export const toAccount = (row: AccountRow): Account => ({
  accountId: row.accountId,
  email: row.email,
  displayName: row.displayName,
  roles: row.roles,
  locale: row.locale,
  isDisabled: row.isDisabled,
  hasPassword: row.passwordHash !== null,
  hasTotp: row.totpSince !== null,
  hasSecondFactor: row.totpSince !== null || row.hasPasskey,
  createdAt: row.createdAt.toISOString(),
  lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  version: row.version,
})

export const toPasskey = (row: Omit<PasskeyRow, 'credentialId'>): Passkey => ({
  passkeyId: row.passkeyId,
  name: row.name,
  isSynced: row.isSynced,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
})
