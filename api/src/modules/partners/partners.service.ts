import {
  type Agreement,
  type NewAgreement,
  type NewPartner,
  type NewPartnerService,
  type OwnConnection,
  type Partner,
  type PartnerChange,
  type PartnerMember,
  type PartnerService,
  type PartnerServiceChange,
  type PartnerSummary,
  RIGHTS,
} from '@progress-ess/shared/partners'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { actingPartner, department, partnerForCaller } from './acting.ts'
import { findLivingKeys } from './keys.queries.ts'
import * as queries from './partners.queries.ts'
import { hasAgreementOn, judgeAgreement } from './partners.rules.ts'
import { type Medians, toAgreement, toMember, toPartner, toService, toSummary } from './partners.views.ts'

const MOST_SERVICES = 50

const YEAR_MS = 365 * 86_400_000

async function mediansOf(ctx: Context<Db | Trx>, partnerIds: readonly string[]): Promise<Medians> {
  const rows = await queries.findMedianAnswers(ctx.db, partnerIds, new Date(ctx.now.getTime() - YEAR_MS))
  return new Map(rows.map(({ id, hours }) => [id, Math.round((hours / 24) * 10) / 10]))
}

async function withDetails(ctx: Context<Db | Trx>, rows: readonly queries.PartnerRow[]): Promise<Partner[]> {
  const ids = rows.map(({ partnerId }) => partnerId)
  const [agreements, services] = [await queries.findAgreements(ctx.db, ids), await queries.findServices(ctx.db, ids)]
  const keys = await findLivingKeys(ctx.db, ids, ctx.now)
  const medians = await mediansOf(ctx, ids)
  return rows.map((row) => toPartner(row, agreements, services, medians, keys, dayInParis(ctx.now)))
}

async function one(ctx: Context<Db | Trx>, row: queries.PartnerRow): Promise<Partner> {
  const [partner] = await withDetails(ctx, [row])
  if (partner === undefined) throw notFound('partner')
  return partner
}

export async function listPartners(ctx: Context): Promise<Partner[]> {
  await department(ctx)
  return withDetails(ctx, await queries.findLivePartners(ctx.db))
}

/** Who may be referred to from where the caller stands, itself left out. */
export async function listPartnerDirectory(ctx: Context): Promise<PartnerSummary[]> {
  const own = await actingPartner(ctx)
  if (own.mode === 'live') await department(ctx)
  const reachable = await findReachable(ctx, own.mode)
  const ids = reachable.map(({ partnerId }) => partnerId)
  const services = await queries.findServices(ctx.db, ids)
  const medians = await mediansOf(ctx, ids)
  return reachable
    .filter(({ partnerId }) => partnerId !== own.partnerId)
    .map((row) => toSummary(row, services, medians))
}

/** Active, and with an agreement that counts today; the département and those of the sandbox need none. */
export async function findReachable(ctx: Context<Db | Trx>, mode: 'live' | 'test'): Promise<queries.PartnerRow[]> {
  if (mode === 'test') {
    return queries.findReachableInSandbox(ctx.db, ctx.actor.kind === 'partner' ? ctx.actor.sandboxId : undefined)
  }
  const rows = await queries.findReachable(ctx.db)
  const agreements = await queries.findAgreements(
    ctx.db,
    rows.map(({ partnerId }) => partnerId),
  )
  const today = dayInParis(ctx.now)
  return rows.filter(
    ({ partnerId, kind }) =>
      kind === 'department' ||
      hasAgreementOn(
        agreements.filter((agreement) => agreement.partnerId === partnerId),
        today,
      ),
  )
}

const nameTaken = (): Refusal => new Refusal('conflict', 'partner-name-taken', 'Another partner has this name')

export function createPartner(ctx: Context, wanted: NewPartner): Promise<Partner> {
  return inTransaction(ctx, async (inner) => {
    const partnerId = newId()
    const isNew = await queries.insertPartner(inner.db, {
      ...wanted,
      contactEmail: wanted.contactEmail.toLowerCase(),
      partnerId,
      mode: 'live',
      isDemo: inner.settings.isDemo,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    if (!isNew) throw nameTaken()
    await recordAudit(inner, {
      operation: 'createPartner',
      subjectType: 'partner',
      subjectId: partnerId,
      versionAfter: 1,
    })
    return one(inner, await read(inner, partnerId))
  })
}

async function read(ctx: Context<Db | Trx>, partnerId: string): Promise<queries.PartnerRow> {
  const row = await queries.findLivePartner(ctx.db, partnerId)
  if (row === undefined) throw notFound('partner')
  return row
}

export async function lockLive(ctx: Context<Trx>, partnerId: string): Promise<queries.PartnerRow> {
  const row = await queries.lockPartner(ctx.db, partnerId)
  if (row === undefined) throw notFound('partner')
  return row
}

export async function getPartner(ctx: Context, partnerId: string): Promise<Partner> {
  return one(ctx, await partnerForCaller(ctx, partnerId))
}

export function updatePartner(
  ctx: Context,
  partnerId: string,
  version: number,
  change: PartnerChange,
): Promise<Partner> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockLive(inner, partnerId)
    if (row.version !== version) throw staleVersion(row.version)
    const { contactEmail, ...rest } = change
    const columns = { ...rest, ...(contactEmail === undefined ? {} : { contactEmail: contactEmail.toLowerCase() }) }
    const saved = await queries.savePartner(inner.db, row, columns, inner.now)
    if (saved === 'taken') throw nameTaken()
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: 'updatePartner',
      subjectType: 'partner',
      subjectId: partnerId,
      versionBefore: version,
      versionAfter: saved.version,
      data: { fields: Object.keys(change) },
    })
    return one(inner, await read(inner, partnerId))
  })
}

export function addAgreement(ctx: Context, partnerId: string, wanted: NewAgreement): Promise<Agreement> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    const verdict = judgeAgreement(wanted, dayInParis(inner.now))
    if (!verdict.ok) throw new Refusal('unprocessable', verdict.code, verdict.detail)
    const row = { partnerAgreementId: newId(), partnerId, ...wanted, createdAt: inner.now }
    await queries.insertAgreement(inner.db, row)
    await recordAudit(inner, { operation: 'addAgreement', subjectType: 'partner', subjectId: partnerId, data: wanted })
    return toAgreement(row)
  })
}

export function addPartnerService(ctx: Context, partnerId: string, wanted: NewPartnerService): Promise<PartnerService> {
  return inTransaction(ctx, async (inner) => {
    await partnerForCaller(inner, partnerId)
    await queries.holdPartner(inner.db, partnerId)
    if ((await queries.findServices(inner.db, [partnerId])).length >= MOST_SERVICES) {
      throw new Refusal('conflict', 'too-many-services', `A partner has at most ${MOST_SERVICES} services`)
    }
    const row = await queries.insertService(inner.db, {
      partnerServiceId: newId(),
      partnerId,
      ...wanted,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    await recordAudit(inner, { operation: 'addPartnerService', subjectType: 'partner', subjectId: partnerId })
    return toService(row, await mediansOf(inner, [partnerId]))
  })
}

export function updatePartnerService(
  ctx: Context,
  partnerId: string,
  serviceId: string,
  change: PartnerServiceChange,
): Promise<PartnerService> {
  return inTransaction(ctx, async (inner) => {
    await partnerForCaller(inner, partnerId)
    const row = await queries.saveService(inner.db, { partnerId, serviceId }, { ...change, updatedAt: inner.now })
    if (row === undefined) throw notFound('service')
    await recordAudit(inner, {
      operation: 'updatePartnerService',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { serviceId, fields: Object.keys(change) },
    })
    return toService(row, await mediansOf(inner, [partnerId]))
  })
}

export async function listPartnerMembers(ctx: Context, partnerId: string): Promise<PartnerMember[]> {
  await read(ctx, partnerId)
  return (await queries.findMembers(ctx.db, partnerId)).map(toMember)
}

export function addPartnerMember(ctx: Context, partnerId: string, email: string): Promise<PartnerMember> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    const account = await queries.findAdviser(inner.db, email)
    if (account === undefined) {
      throw new Refusal(
        'notFound',
        'account-not-found',
        'No account of this address has the role partner: invite it first',
      )
    }
    const { accountId } = account
    const member = await queries.addMember(inner.db, { accountId, partnerId, since: inner.now })
    if (member.partnerId !== partnerId) {
      throw new Refusal('conflict', 'adviser-elsewhere', 'This account acts for another partner: remove it there first')
    }
    if (member.isNew) {
      const fact = { operation: 'addPartnerMember', subjectType: 'partner', subjectId: partnerId, data: { accountId } }
      await recordAudit(inner, fact)
    }
    return toMember({ ...account, since: member.since })
  })
}

export function removePartnerMember(ctx: Context, partnerId: string, accountId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    await lockLive(inner, partnerId)
    if (!(await queries.deleteMember(inner.db, partnerId, accountId))) throw notFound('member')
    await recordAudit(inner, {
      operation: 'removePartnerMember',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { accountId },
    })
  })
}

export async function getOwnConnection(ctx: Context): Promise<OwnConnection> {
  const own = await actingPartner(ctx)
  const { actor } = ctx
  return {
    partner: {
      partnerId: own.partnerId,
      kind: own.kind,
      name: own.name,
      mode: own.mode,
      connection: own.connection,
    },
    rights: actor.kind === 'partner' ? RIGHTS.filter((right) => actor.rights.includes(right)) : [...RIGHTS],
    expiresAt: actor.kind === 'partner' ? actor.expiresAt.toISOString() : null,
    now: ctx.now.toISOString(),
  }
}
