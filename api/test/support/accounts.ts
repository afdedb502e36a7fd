import { randomBytes } from 'node:crypto'
import type { Db } from '../../src/db/database.ts'
import type { Clock } from '../../src/kit/clock.ts'
import type { Role } from '../../src/kit/context.ts'
import { newId } from '../../src/kit/ids.ts'
import { authenticate as authenticateForReal } from '../../src/modules.ts'
import type { AccessOptions } from '../../src/plugins/access.ts'
import { insertAccount } from './insert-account.ts'

export const ROLES = [
  'applicant',
  'agent',
  'manager',
  'evaluator',
  'commissioner',
  'partner',
  'funder',
  'admin',
] as const satisfies readonly Role[]

export type NewAccount = {
  readonly roles: readonly Role[]
  readonly displayName?: string
  readonly email?: string
  /** Roles that wait for a second factor in the session of this account. */
  readonly dormantRoles?: readonly Role[]
}

export type Account = Required<NewAccount> & { readonly accountId: string; readonly token: string }

/** People of a test: in the database as accounts, and signed in by a token that needs no session row. */
export class Accounts {
  readonly #db: Db
  readonly #clock: Clock
  readonly #byToken = new Map<string, Account>()
  readonly #byRole = new Map<Role, Account>()

  private constructor(db: Db, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** One account for each role, named after it. */
  static async open(db: Db, clock: Clock): Promise<Accounts> {
    const accounts = new Accounts(db, clock)
    for (const role of ROLES) accounts.#byRole.set(role, await accounts.add({ roles: [role] }))
    return accounts
  }

  async add({ roles, displayName, email, dormantRoles = [] }: NewAccount): Promise<Account> {
    const accountId = newId()
    const account: Account = {
      accountId,
      roles,
      dormantRoles,
      displayName: displayName ?? `Test ${roles.join(' and ')}`,
      email: email ?? `${accountId}@example.test`,
      token: randomBytes(32).toString('base64url'),
    }
    await insertAccount(this.#db, account, this.#clock())
    this.#byToken.set(account.token, account)
    return account
  }

  of(role: Role): Account {
    const account = this.#byRole.get(role)
    if (account === undefined) throw new Error(`No account for ${role}`)
    return account
  }

  /** Knows the tokens of this test; any other is looked up as in production. */
  readonly authenticate: AccessOptions['authenticate'] = async (token, request) => {
    const account = this.#byToken.get(token)
    if (account === undefined) return authenticateForReal(token, request)
    const { accountId, displayName, roles, dormantRoles } = account
    const active = roles.filter((role) => !dormantRoles.includes(role))
    return {
      actor: { kind: 'account', accountId, displayName, roles: active, sessionId: accountId },
      csrfToken: `csrf-${token}`,
      dormantRoles,
    }
  }
}
