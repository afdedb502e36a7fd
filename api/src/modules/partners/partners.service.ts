import type { Agreement, NewAgreement, NewPartner, Partner, PartnerChange } from '@progress-ess/shared/partners'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { department, partnerForCaller } from './acting.ts'
import { findLivingKeys } from './keys.queries.ts'
import * as queries from './partners.queries.ts'
import { judgeAgreement } from './partners.rules.ts'
import { toAgreement, toPartner } from './partners.views.ts'
import { mediansOf } from './services.service.ts'

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
    return one(inner, await readLive(inner, partnerId))
  })
}

export async function readLive(ctx: Context<Db | Trx>, partnerId: string): Promise<queries.PartnerRow> {
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
    return one(inner, await readLive(inner, partnerId))
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
