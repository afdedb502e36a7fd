import type { Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import * as queries from './partners.queries.ts'

const CANNED = [
  { kind: 'department', name: 'Département (bac à sable)' },
  { kind: 'cci', name: 'CCI (bac à sable)' },
  { kind: 'cma', name: 'CMA (bac à sable)' },
] as const

/** The partner’s twin that tries things out, and somebody to refer to there; made with its first test key. Answers the twin’s id. */
export async function ensureSandbox(ctx: Context<Trx>, partner: queries.PartnerRow): Promise<string> {
  const common = { mode: 'test', isDemo: partner.isDemo, createdAt: ctx.now, updatedAt: ctx.now } as const
  for (const { kind, name } of CANNED) {
    const partnerId = newId()
    const contactEmail = ctx.settings.service.email.toLowerCase()
    const isNew = await queries.insertPartner(ctx.db, {
      ...common,
      partnerId,
      kind,
      name,
      contactEmail,
      connection: 'light',
      isCanned: true,
    })
    if (isNew) await addCannedService(ctx, partnerId, kind)
  }
  const known = await queries.findTwin(ctx.db, partner.partnerId)
  if (known !== undefined) return known.partnerId
  const partnerId = newId()
  await queries.insertPartner(ctx.db, {
    ...common,
    partnerId,
    kind: partner.kind,
    name: partner.name,
    connection: partner.connection,
    contactEmail: partner.contactEmail,
    livePartnerId: partner.partnerId,
  })
  return partnerId
}

async function addCannedService(
  ctx: Context<Trx>,
  partnerId: string,
  kind: 'department' | 'cci' | 'cma',
): Promise<void> {
  await queries.insertService(ctx.db, {
    partnerServiceId: newId(),
    partnerId,
    name: 'Accompagnement (bac à sable)',
    subjects: ['creation', 'funding', 'legal_form', 'business_model', 'other'],
    communes: [],
    activity: kind === 'cma' ? 'artisanal' : kind === 'cci' ? 'commercial' : 'any',
    capacity: 'open',
    createdAt: ctx.now,
    updatedAt: ctx.now,
  })
}
