import type { Account, AccountRoles } from '@progress-ess/shared/identity'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { tell } from './factors.service.ts'
import * as queries from './identity.queries.ts'
import { toAccount } from './identity.views.ts'
import { deletePasskeys } from './passkeys.queries.ts'
import { endSessions } from './sessions.queries.ts'

export async function listAccounts(
  ctx: Context,
  { limit, after, search }: { limit: number; after?: string; search?: string },
): Promise<Page<Account>> {
  const rows = await queries.findAccounts(ctx.db, {
    limit,
    ...(search === undefined ? {} : { search }),
    ...(after === undefined ? {} : { after: decodeCursor(after, ['string', 'uuid']) }),
  })
  const { items, next } = toPage(rows, limit, (row) => [row.displayName, row.accountId])
  return { items: items.map(toAccount), next }
}

export async function getAccount(ctx: Context, accountId: string): Promise<Account> {
  const row = await queries.findAccount(ctx.db, accountId)
  if (row === undefined) throw notFound('account')
  return toAccount(row)
}

/** Changes roles, or disables. The last administrator stays; a change ends the account’s sessions. */
export function updateAccountRoles(
  ctx: Context,
  accountId: string,
  version: number,
  change: AccountRoles,
): Promise<Account> {
  return inTransaction(ctx, async (inner) => {
    const admins = await queries.lockAdmins(inner.db)
    const row = await queries.findAccount(inner.db, accountId)
    if (row === undefined) throw notFound('account')
    if (row.version !== version) throw staleVersion(row.version)
    const staysAdmin = (change.roles ?? row.roles).includes('admin') && change.isDisabled !== true
    if (!staysAdmin && admins.length === 1 && admins[0] === accountId) {
      throw new Refusal('conflict', 'last-admin', 'The last administrator stays')
    }
    await queries.saveAccount(inner.db, accountId, change, inner.now)
    await endSessions(inner.db, accountId, { except: null }, inner.now)
    await recordAudit(inner, {
      operation: 'updateAccountRoles',
      subjectType: 'account',
      subjectId: accountId,
      versionBefore: version,
      versionAfter: version + 1,
      data: { ...change },
    })
    const after = await queries.findAccount(inner.db, accountId)
    if (after === undefined) throw notFound('account')
    return toAccount(after)
  })
}

/**
 * For somebody who has lost his device and his codes: he proves who he is to the administrator, by other means, and sets
 * up a new factor at his next sign-in. Until then his staff roles wait. The holder is told by mail.
 */
export function resetSecondFactor(ctx: Context, accountId: string): Promise<Account> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAccount(inner.db, accountId)
    const row = await queries.findAccount(inner.db, accountId)
    if (row === undefined) throw notFound('account')
    // Whoever holds an administrator's open session must not be able to bring in a device of his own.
    if (requireAccount(inner.actor).accountId === accountId) {
      throw new Refusal('conflict', 'own-account', 'Another administrator has to do this')
    }
    if (row.totpSince === null && !row.hasPasskey) {
      throw new Refusal('conflict', 'no-second-factor', 'This account has no second factor')
    }
    await queries.deleteTotp(inner.db, accountId)
    await queries.deleteRecoveryCodes(inner.db, accountId)
    await deletePasskeys(inner.db, accountId)
    await endSessions(inner.db, accountId, { except: null }, inner.now)
    await tell(inner, row)
    await recordAudit(inner, { operation: 'resetSecondFactor', subjectType: 'account', subjectId: accountId })
    const after = await queries.findAccount(inner.db, accountId)
    if (after === undefined) throw notFound('account')
    return toAccount(after)
  })
}

export const listEvaluators = (ctx: Context) => queries.findEvaluators(ctx.db)
