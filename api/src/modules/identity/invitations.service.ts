import type { Invitation, Role } from '@progress-ess/shared/identity'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { refuseCommon } from './account.service.ts'
import { invitationMail } from './identity.mails.ts'
import * as accounts from './identity.queries.ts'
import { INVITATION_MS } from './identity.rules.ts'
import * as queries from './invitations.queries.ts'
import { hashOf, hashPassword, newToken } from './secrets.ts'
import type { Opened } from './sessions.service.ts'
import { proceed } from './sign-in.service.ts'

const toInvitation = ({ acceptedAt, revokedAt, ...row }: queries.InvitationRow, now: Date): Invitation => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  status: acceptedAt !== null ? 'accepted' : revokedAt !== null ? 'revoked' : row.expiresAt <= now ? 'expired' : 'open',
})

type NewInvitation = { readonly email: string; readonly displayName: string; readonly roles: Role[] }

/** Invites somebody and mails the link; answers it too, for the first administrator’s command line. */
export function invite(ctx: Context, wanted: NewInvitation): Promise<{ invitation: Invitation; link: string }> {
  return inTransaction(ctx, async (inner) => {
    const token = newToken()
    const invitationId = newId()
    const isNew = await queries.insertInvitation(inner.db, {
      ...wanted,
      invitationId,
      email: wanted.email.toLowerCase(),
      tokenHash: hashOf(token),
      invitedBy: accountIdOf(inner.actor),
      createdAt: inner.now,
      expiresAt: new Date(inner.now.getTime() + INVITATION_MS),
    })
    if (!isNew) throw new Refusal('conflict', 'invitation-exists', 'This address has an open invitation')
    const link = `${inner.settings.publicUrl}/connexion/invitation#${token}`
    await queueMail(inner, {
      ...invitationMail('fr', link),
      template: 'invitation',
      recipient: wanted.email.toLowerCase(),
      locale: 'fr',
    })
    await recordAudit(inner, {
      operation: 'inviteAccount',
      subjectType: 'invitation',
      subjectId: invitationId,
      data: { roles: wanted.roles },
    })
    const row = await queries.findInvitation(inner.db, invitationId)
    if (row === undefined) throw notFound('invitation')
    return { invitation: toInvitation(row, inner.now), link }
  })
}

export const inviteAccount = async (ctx: Context, wanted: NewInvitation): Promise<Invitation> =>
  (await invite(ctx, wanted)).invitation

export async function listInvitations(ctx: Context): Promise<Invitation[]> {
  return (await queries.findInvitations(ctx.db)).map((row) => toInvitation(row, ctx.now))
}

export function revokeInvitation(ctx: Context, invitationId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    if (!(await queries.closeInvitation(inner.db, invitationId, { revokedAt: inner.now }))) throw notFound('invitation')
    await recordAudit(inner, { operation: 'revokeInvitation', subjectType: 'invitation', subjectId: invitationId })
  })
}

async function open(ctx: Context<Db | Trx>, token: string): Promise<queries.InvitationRow> {
  const row = await queries.findByToken(ctx.db, hashOf(token), ctx.now)
  if (row === undefined) {
    throw new Refusal('notFound', 'invitation-refused', 'This invitation was used, revoked, or is too old')
  }
  return row
}

export async function previewInvitation(ctx: Context, token: string): Promise<Invitation> {
  return toInvitation(await open(ctx, token), ctx.now)
}

/** Makes the account, or adds the roles to the one that the address has; the second factor is asked for, or set up next. */
export function acceptInvitation(
  ctx: Context,
  { token, displayName, password }: { token: string; displayName: string; password: string },
  userAgent: string | null,
): Promise<Opened> {
  return inTransaction(ctx, async (inner) => {
    const row = await open(inner, token)
    refuseCommon(password, row.email, 'password')
    if (!(await queries.closeInvitation(inner.db, row.invitationId, { acceptedAt: inner.now }))) {
      throw new Refusal('notFound', 'invitation-refused', 'This invitation was used already')
    }
    const passwordHash = await hashPassword(password)
    const { email, roles } = row
    const isNew = await accounts.insertAccount(
      inner.db,
      { accountId: newId(), email, displayName, roles, locale: 'fr', isDemo: false, passwordHash },
      inner.now,
    )
    const account = await accounts.findAccountByEmail(inner.db, email)
    if (account === undefined) throw notFound('account')
    if (!isNew) {
      const both = [...new Set([...account.roles, ...roles])]
      await accounts.saveAccount(inner.db, account.accountId, { displayName, roles: both, passwordHash }, inner.now)
    }
    await recordAudit(inner, {
      operation: 'acceptInvitation',
      subjectType: 'account',
      subjectId: account.accountId,
      data: { roles },
    })
    return proceed(inner, account, { isEmailProved: false }, userAgent)
  })
}
