import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './partners.queries.ts'
import { hasAgreementOn } from './partners.rules.ts'

/** For whom the caller speaks: agents and managers for the département, keys and advisers for their partner. */
export async function actingPartner(ctx: Context<Db | Trx>): Promise<queries.PartnerRow> {
  const { actor, db } = ctx
  if (actor.kind === 'partner') {
    const own = await queries.findPartner(db, actor.partnerId)
    if (own === undefined) throw notAPartner()
    return own
  }
  if (hasRole(actor, 'agent', 'manager')) return department(ctx)
  const accountId = accountIdOf(actor)
  const own = accountId === null ? undefined : await queries.findPartnerOfAccount(db, accountId)
  if (own === undefined) throw notAPartner()
  await demandAgreement(ctx, own)
  return own
}

/** Advisers stop on the same day as the keys of their partner. */
async function demandAgreement(
  ctx: Context<Db | Trx>,
  { partnerId, kind, isActive }: queries.PartnerRow,
): Promise<void> {
  if (isActive && kind === 'department') return
  if (isActive && hasAgreementOn(await queries.findAgreements(ctx.db, [partnerId]), dayInParis(ctx.now))) return
  throw partnerInactive()
}

export const partnerInactive = (): Refusal =>
  new Refusal('forbidden', 'partner-inactive', 'This partner is inactive, or has no agreement that counts today')

const notAPartner = (): Refusal => new Refusal('forbidden', 'not-a-partner', 'This account acts for no partner')

/** The département as one partner among the others; made when it is first needed, by the system: whoever asked did not mean to. */
export async function department(ctx: Context<Db | Trx>): Promise<queries.PartnerRow> {
  const known = await queries.findDepartment(ctx.db, 'live')
  if (known !== undefined) return known
  await inTransaction({ ...ctx, actor: { kind: 'system' }, keyed: null }, makeDepartment)
  const made = await queries.findDepartment(ctx.db, 'live')
  if (made === undefined) throw new Error('Another partner has the name of the service')
  return made
}

async function makeDepartment(ctx: Context<Trx>): Promise<void> {
  const { service, isDemo } = ctx.settings
  const partnerId = newId()
  const isNew = await queries.insertPartner(ctx.db, {
    partnerId,
    mode: 'live',
    kind: 'department',
    name: service.name,
    connection: 'light',
    contactEmail: service.email.toLowerCase(),
    isDemo,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  })
  if (!isNew) return // somebody else did, in this instant
  const fact = { operation: 'createPartner', subjectType: 'partner', subjectId: partnerId, versionAfter: 1 }
  await recordAudit(ctx, fact)
}

/**
 * The partner that an address names: any real one for those who administer them, else the caller’s own. In the sandbox
 * that is its twin. Somebody else’s does not exist.
 */
export async function partnerForCaller(ctx: Context<Db | Trx>, partnerId: string): Promise<queries.PartnerRow> {
  if (hasRole(ctx.actor, 'agent', 'manager', 'admin')) {
    const row = await queries.findLivePartner(ctx.db, partnerId)
    if (row === undefined) throw notFound('partner')
    return row
  }
  const own = await actingPartner(ctx)
  if (own.partnerId !== partnerId) throw notFound('partner')
  return own
}
