import type {
  NewOrganisation,
  OrganisationLookup,
  OrganisationRegistration,
  OrganisationSummary,
} from '@progress-ess/shared/organisations'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { demand } from './judged.ts'
import { columnsOf } from './organisations.columns.ts'
import { joinRequestedMail } from './organisations.mails.ts'
import * as queries from './organisations.queries.ts'
import { decideJoin, judgeIdentifier, judgeNumbers, type Numbers } from './organisations.rules.ts'
import { toOrganisationSummary } from './organisations.views.ts'

/** Checks a number and says whether it is known here. Name and commune of an organisation are public facts. */
export async function lookUpOrganisation(ctx: Context, identifier: string): Promise<OrganisationLookup> {
  const parsed = demand(judgeIdentifier(identifier, '/querystring/identifier'))
  const numbers = { siren: parsed.siren, rna: parsed.kind === 'rna' ? parsed.value : null }
  const known = await queries.findByNumbers(ctx.db, numbers, accountIdOf(ctx.actor))
  return {
    kind: parsed.kind,
    value: parsed.value,
    known: known === undefined ? null : toOrganisationSummary(known),
    source: known === undefined ? 'none' : 'here',
  }
}

/**
 * Registers an organisation, whose owner the caller becomes. One with the same SIREN or RNA number is found, not
 * doubled, also when two people register it at the same instant; the caller then joins it, or asks to.
 */
export function registerOrganisation(ctx: Context, wanted: NewOrganisation): Promise<OrganisationRegistration> {
  return inTransaction(ctx, async (inner) => {
    const numbers = demand(judgeNumbers(wanted.identifier, wanted.rna ?? null))
    const { accountId } = requireAccount(inner.actor)
    const known = await queries.findByNumbers(inner.db, numbers, accountId)
    if (known !== undefined) return join(inner, known, numbers)

    const organisationId = newId()
    const isNew = await queries.insertOrganisation(inner.db, {
      organisationId,
      ...numbers,
      ...columnsOf(wanted),
      isDemo: inner.settings.isDemo,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    if (isNew) return own(inner, organisationId)
    // Somebody registered the same number between our look and our insert, and has committed.
    const winner = await queries.findByNumbers(inner.db, numbers, accountId)
    if (winner === undefined) throw taken()
    return join(inner, winner, numbers)
  })
}

/** Joins a known organisation, or asks to, without telling again what is known of it. */
export function joinOrganisation(ctx: Context, identifier: string): Promise<OrganisationRegistration> {
  return inTransaction(ctx, async (inner) => {
    const numbers = demand(judgeNumbers(identifier, null))
    const known = await queries.findByNumbers(inner.db, numbers, requireAccount(inner.actor).accountId)
    if (known === undefined) throw notFound('organisation')
    return join(inner, known, numbers)
  })
}

const taken = (): Refusal => new Refusal('conflict', 'identifier-taken', 'Another organisation has this number')

async function own(ctx: Context<Trx>, organisationId: string): Promise<OrganisationRegistration> {
  const { accountId } = requireAccount(ctx.actor)
  await queries.putMember(ctx.db, { organisationId, accountId, role: 'owner', status: 'active', since: ctx.now })
  await recordAudit(ctx, {
    operation: 'registerOrganisation',
    subjectType: 'organisation',
    subjectId: organisationId,
    versionAfter: 1,
    data: { outcome: 'created' },
  })
  await emitEvent(ctx, { kind: 'organisation.created', subjectType: 'organisation', subjectId: organisationId })
  return { outcome: 'created', organisation: await summary(ctx, organisationId) }
}

/** Joining a known organisation: at once when nobody acts for it yet, else by asking its owners. */
async function join(
  ctx: Context<Trx>,
  { organisationId, siren }: queries.OrganisationRow,
  numbers: Numbers,
): Promise<OrganisationRegistration> {
  // Found by its RNA number, but under another SIREN: one of the two numbers is not this organisation's.
  if (numbers.siren !== null && siren !== null && numbers.siren !== siren) throw taken()
  const { accountId } = requireAccount(ctx.actor)
  await queries.lockOrganisation(ctx.db, organisationId)
  const members = await queries.findMembers(ctx.db, organisationId)
  const mine = members.find((member) => member.accountId === accountId)
  const active = members.filter(({ status }) => status === 'active')
  const outcome = decideJoin(mine?.status ?? null, active.length)
  if (mine !== undefined) return { outcome, organisation: await summary(ctx, organisationId) }

  const isFree = outcome === 'joined'
  await queries.putMember(ctx.db, {
    organisationId,
    accountId,
    role: isFree ? 'owner' : 'editor',
    status: isFree ? 'active' : 'requested',
    since: ctx.now,
  })
  if (!isFree) await tellOwners(ctx, organisationId, active)
  await recordAudit(ctx, {
    operation: 'registerOrganisation',
    subjectType: 'organisation',
    subjectId: organisationId,
    data: { outcome },
  })
  return { outcome, organisation: await summary(ctx, organisationId) }
}

/** At most one mail a day for each person who asks, so that nobody is pestered. */
async function tellOwners(
  ctx: Context<Trx>,
  organisationId: string,
  members: readonly queries.MemberRow[],
): Promise<void> {
  const { accountId, displayName } = requireAccount(ctx.actor)
  const link = `${ctx.settings.publicUrl}/mes-structures/${organisationId}`
  await queueMails(
    ctx,
    members.filter(({ role }) => role === 'owner'),
    {
      template: 'join-requested',
      dedupeKey: `join-requested:${organisationId}:${accountId}:${dayInParis(ctx.now)}`,
      write: (locale) => joinRequestedMail(locale, { who: displayName, link }),
    },
  )
}

async function summary(ctx: Context<Trx>, organisationId: string): Promise<OrganisationSummary> {
  const row = await queries.findOrganisation(ctx.db, organisationId, accountIdOf(ctx.actor), {})
  if (row === undefined) throw new Error(`Organisation ${organisationId} vanished in its own transaction`)
  return toOrganisationSummary(row)
}
