import type { Role } from '@progress-ess/shared/identity'
import type { Db, Trx } from '../../db/database.ts'

const columns = [
  'invitation.invitationId',
  'invitation.email',
  'invitation.displayName',
  'invitation.createdAt',
  'invitation.expiresAt',
  'invitation.acceptedAt',
  'invitation.revokedAt',
  'inviter.displayName as invitedByName',
] as const

const select = (db: Db | Trx) =>
  db
    .selectFrom('invitation')
    .leftJoin('account as inviter', 'inviter.accountId', 'invitation.invitedBy')
    .select(columns)
    .select((eb) => eb.ref('invitation.roles').$castTo<Role[]>().as('roles'))

export type InvitationRow = Awaited<ReturnType<typeof findInvitations>>[number]

export const findInvitations = (db: Db) => select(db).orderBy('invitation.createdAt', 'desc').limit(200).execute()

export const findInvitation = (db: Db | Trx, invitationId: string) =>
  select(db).where('invitationId', '=', invitationId).executeTakeFirst()

/** The open invitation of a token. */
export const findByToken = (db: Db | Trx, tokenHash: string, now: Date) =>
  select(db)
    .where('tokenHash', '=', tokenHash)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst()

export async function insertInvitation(
  trx: Trx,
  row: {
    invitationId: string
    email: string
    displayName: string
    roles: Role[]
    tokenHash: string
    invitedBy: string | null
    createdAt: Date
    expiresAt: Date
  },
): Promise<boolean> {
  // One that ran out makes room for the next.
  await trx
    .updateTable('invitation')
    .set({ revokedAt: row.createdAt })
    .where('email', '=', row.email)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '<=', row.createdAt)
    .execute()
  const inserted = await trx
    .insertInto('invitation')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('invitationId')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Accepts or revokes an open invitation; false when it is open no more. */
export async function closeInvitation(
  trx: Trx,
  invitationId: string,
  change: { acceptedAt: Date } | { revokedAt: Date },
): Promise<boolean> {
  const closed = await trx
    .updateTable('invitation')
    .set(change)
    .where('invitationId', '=', invitationId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .returning('invitationId')
    .executeTakeFirst()
  return closed !== undefined
}
