import type { Account, AccountRoles } from '@progress-ess/shared/identity'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import * as queries from './identity.queries.ts'
import { toAccount } from './identity.views.ts'
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

export const listEvaluators = (ctx: Context) => queries.findEvaluators(ctx.db)
