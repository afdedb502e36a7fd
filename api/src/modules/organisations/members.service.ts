import type { Member, MemberRole } from '@progress-ess/shared/organisations'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { ensureApplicantAccount } from '../identity/index.ts'
import { isStaff } from './access.ts'
import { joinRefusedMail, memberAddedMail } from './organisations.mails.ts'
import * as queries from './organisations.queries.ts'
import { activeRole, isLastOwner, mayManageMembers } from './organisations.rules.ts'
import { readOrganisation } from './organisations.service.ts'
import { toMember } from './organisations.views.ts'

export async function listMembers(ctx: Context, organisationId: string): Promise<Member[]> {
  await readOrganisation(ctx, organisationId)
  return (await queries.findMembers(ctx.db, organisationId)).map(toMember)
}

/** Gives somebody access by e-mail address; the account is made when there is none, and the person gets a mail. */
export function addMember(
  ctx: Context,
  organisationId: string,
  { email, role }: { email: string; role: MemberRole },
): Promise<Member> {
  return inTransaction(ctx, async (inner) => {
    await lockManaged(inner, organisationId)
    const { accountId } = await ensureApplicantAccount(inner, email)
    const known = await queries.findMember(inner.db, organisationId, accountId)
    if (known?.status === 'active') {
      throw new Refusal('conflict', 'member-exists', 'This person acts for the organisation already')
    }
    return admit(inner, 'addMember', { organisationId, accountId, role, status: 'active', since: inner.now })
  })
}

/** Accepts a request to join with a role, or changes the role of a member. */
export function changeMember(
  ctx: Context,
  organisationId: string,
  accountId: string,
  role: MemberRole,
): Promise<Member> {
  return inTransaction(ctx, async (inner) => {
    await lockManaged(inner, organisationId)
    const known = await read(inner, organisationId, accountId)
    const change = { organisationId, accountId, role, status: 'active' as const, since: inner.now }
    if (known.status === 'requested') return admit(inner, 'changeMember', change)
    if (role !== 'owner') await keepAnOwner(inner, organisationId, accountId)
    await queries.putMember(inner.db, { ...change, since: known.since })
    await audit(inner, 'changeMember', organisationId, { memberId: accountId, from: known.role, role })
    return toMember(await read(inner, organisationId, accountId))
  })
}

/** An owner or an agent removes somebody or refuses a request; anybody leaves, or takes his request back. */
export function removeMember(ctx: Context, organisationId: string, accountId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const isMine = accountId === accountIdOf(inner.actor)
    await queries.lockOrganisation(inner.db, organisationId)
    const mine = isMine ? await queries.findMember(inner.db, organisationId, accountId) : undefined
    if (mine === undefined) await lockManaged(inner, organisationId)
    const member = await read(inner, organisationId, accountId)
    await keepAnOwner(inner, organisationId, accountId)
    await queries.deleteMember(inner.db, organisationId, accountId)
    if (member.status === 'requested' && !isMine) await tellRefused(inner, member)
    await audit(inner, 'removeMember', organisationId, { memberId: accountId })
  })
}

/** Who asked to join hears the answer, also when it is no. */
const tellRefused = (ctx: Context<Trx>, { locale, email }: queries.MemberRow): Promise<void> =>
  queueMail(ctx, {
    ...joinRefusedMail(locale, `${ctx.settings.publicUrl}/mes-structures`),
    template: 'join-refused',
    recipient: email,
    locale,
  })

/** Locks the organisation, so that its last two owners cannot leave at once, then asks who may manage its members. */
async function lockManaged(ctx: Context<Trx>, organisationId: string): Promise<void> {
  await queries.lockOrganisation(ctx.db, organisationId)
  const row = await readOrganisation(ctx, organisationId)
  if (mayManageMembers(activeRole(row), isStaff(ctx.actor))) return
  throw new Refusal('forbidden', 'organisation-owner-only', 'Only an owner of the organisation may do this')
}

async function admit(
  ctx: Context<Trx>,
  operation: 'addMember' | 'changeMember',
  membership: queries.NewMembership,
): Promise<Member> {
  const { organisationId, accountId, role } = membership
  await queries.putMember(ctx.db, membership)
  const member = await read(ctx, organisationId, accountId)
  await queueMail(ctx, {
    ...memberAddedMail(member.locale, `${ctx.settings.publicUrl}/mes-structures/${organisationId}`),
    template: 'member-added',
    recipient: member.email,
    locale: member.locale,
  })
  await audit(ctx, operation, organisationId, { memberId: accountId, role })
  return toMember(member)
}

async function read(ctx: Context<Trx>, organisationId: string, accountId: string): Promise<queries.MemberRow> {
  const found = await queries.findMember(ctx.db, organisationId, accountId)
  if (found === undefined) throw notFound('member')
  return found
}

async function keepAnOwner(ctx: Context<Trx>, organisationId: string, leavingId: string): Promise<void> {
  if (!isLastOwner(await queries.findMembers(ctx.db, organisationId), leavingId)) return
  throw new Refusal('conflict', 'last-owner', 'An organisation keeps at least one owner')
}

const audit = (
  ctx: Context<Trx>,
  operation: string,
  organisationId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> => recordAudit(ctx, { operation, subjectType: 'organisation', subjectId: organisationId, data })
