import type { DemoAccount, Role } from '@progress-ess/shared/identity'
import { type AccountActor, type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { decodeCursor, toPage } from '../../kit/page.ts'
import { notFound } from '../../kit/refusal.ts'
import * as queries from './demo.queries.ts'
import { findAccount, insertAccount } from './identity.queries.ts'
import { type Opened, openSession } from './sessions.service.ts'

export const listDemoAccounts = (ctx: Context): Promise<DemoAccount[]> => queries.findDemoAccounts(ctx.db)

/** One click, for people of the demonstration only. */
export function enterDemo(ctx: Context, accountId: string, userAgent: string | null): Promise<Opened> {
  return inTransaction(ctx, async (inner) => {
    const account = await findAccount(inner.db, accountId)
    if (account === undefined || !account.isDemo || account.isDisabled) throw notFound('account')
    return openSession(inner, account, { assurance: 'double' }, userAgent)
  })
}

export async function listDemoMails(ctx: Context, { limit, after }: { limit: number; after?: string }) {
  const rows = await queries.findMails(ctx.db, {
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, ['instant', 'uuid']) }),
  })
  const { items, next } = toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.mailId])
  return {
    items: items.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      sentAt: row.sentAt?.toISOString() ?? null,
    })),
    next,
  }
}

/** Adds somebody invented. Answers the account as an actor with all its roles. */
export function addDemoAccount(
  ctx: Context,
  person: { readonly email: string; readonly displayName: string; readonly roles: readonly Role[] },
): Promise<AccountActor> {
  return inTransaction(ctx, async (inner) => {
    const accountId = newId()
    const { email, displayName } = person
    const roles = [...person.roles]
    await insertAccount(inner.db, { accountId, email, displayName, roles, locale: 'fr', isDemo: true }, inner.now)
    return { kind: 'account', accountId, displayName, roles, sessionId: accountId }
  })
}
