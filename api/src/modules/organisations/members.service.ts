import type { Member, MemberRole } from '@progress-ess/shared/organisations'
import { recordAudit } from '../../kit/audit.ts'
import type { Db, Trx } from '../../db/database.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { ensureApplicantAccount } from '../identity/index.ts'
import { memberAddedMail } from './organisations.mails.ts'
import * as queries from './organisations.queries.ts'
import { mayManageMembers } from './organisations.rules.ts'
import { isStaff } from './organisations.service.ts'
import { toMember } from './organisations.views.ts'

/** The organisation, for somebody who may see it. */
async function visible(ctx: Context<Db | Trx>, organisationId: string): Promise<queries.OrganisationRow> {
  const accountId = accountIdOf(ctx.actor)
  const scope = isStaff(ctx.actor) || accountId === null ? {} : { accountId }
  const row = await queries.findOrganisation(ctx.db, organisationId, accountId, scope)
  if (row === undefined) throw notFound('organisation')
  return row
}

async function managed(ctx: Context<Trx>, organisationId: string): Promise<queries.OrganisationRow> {
  const row = await visible(ctx, organisationId)
  if (!mayManageMembers(row.myRole, isStaff(ctx.actor))) {
    throw new Refusal('forbidden', 'organisation-owner-only', 'Only an owner of the organisation may do this')
  }
  await queries.lockOrganisation(ctx.db, organisationId)
  return row
}

export async function listMembers(ctx: Context, organisationId: string): Promise<Member[]> {
  await visible(ctx, organisationId)
  return (await queries.findMembers(ctx.db, organisationId)).map(toMember)
}

/** Gives somebody access by e-mail address; the account is made when there is none, and the person gets a mail. */
export function addMember(
  ctx: Context,
  organisationId: string,
  { email, role }: { email: string; role: MemberRole },
): Promise<Member> {
  return inTransaction(ctx, async (inner) => {
    await managed(inner, organisationId)
    const account = await ensureApplicantAccount(inner, email)
    const known = await queries.findMember(inner.db, organisationId, account.accountId)
    if (known?.status === 'active') {
      throw new Refusal('conflict', 'member-exists', 'This person acts for the organisation already')
    }
    await queries.putMember(inner.db, {
      organisationId,
      accountId: account.accountId,
      role,
      status: 'active',
      since: inner.now,
    })
    await queueMail(inner, {
      ...memberAddedMail(account.locale, `${inner.settings.publicUrl}/mes-structures/${organisationId}`),
      template: 'member-added',
      recipient: account.email,
      locale: account.locale,
    })
    await audit(inner, 'addMember', organisationId, { memberId: account.accountId, role })
    return member(inner, organisationId, account.accountId)
  })
}

export function changeMember(
  ctx: Context,
  organisationId: string,
  accountId: string,
  role: MemberRole,
): Promise<Member> {
  return inTransaction(ctx, async (inner) => {
    await managed(inner, organisationId)
    const known = await member(inner, organisationId, accountId)
    if (role !== 'owner') await keepAnOwner(inner, organisationId, accountId)
    await queries.putMember(inner.db, { organisationId, accountId, role, status: 'active', since: inner.now })
    await audit(inner, 'changeMember', organisationId, { memberId: accountId, from: known.role, role })
    return member(inner, organisationId, accountId)
  })
}

/** An owner removes somebody, or somebody leaves. The last owner stays. */
export function removeMember(ctx: Context, organisationId: string, accountId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    if (accountId === accountIdOf(inner.actor)) {
      await visible(inner, organisationId)
      await queries.lockOrganisation(inner.db, organisationId)
    } else {
      await managed(inner, organisationId)
    }
    await member(inner, organisationId, accountId)
    await keepAnOwner(inner, organisationId, accountId)
    await queries.deleteMember(inner.db, organisationId, accountId)
    await audit(inner, 'removeMember', organisationId, { memberId: accountId })
  })
}

async function member(ctx: Context<Trx>, organisationId: string, accountId: string): Promise<Member> {
  const found = await queries.findMember(ctx.db, organisationId, accountId)
  if (found === undefined) throw notFound('member')
  return toMember(found)
}

async function keepAnOwner(ctx: Context<Trx>, organisationId: string, leavingId: string): Promise<void> {
  const members = await queries.findMembers(ctx.db, organisationId)
  const owners = members.filter(({ role, status }) => role === 'owner' && status === 'active')
  if (owners.length === 1 && owners[0]?.accountId === leavingId) {
    throw new Refusal('conflict', 'last-owner', 'An organisation keeps at least one owner')
  }
}

const audit = (
  ctx: Context<Trx>,
  operation: string,
  organisationId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> => recordAudit(ctx, { operation, subjectType: 'organisation', subjectId: organisationId, data })
