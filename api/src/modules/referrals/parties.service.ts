import type { PartyExport, PartyFile, PartySummary } from '@progress-ess/shared/referrals'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { Refusal } from '../../kit/refusal.ts'
import { actingPartner } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { viewReferral } from './access.ts'
import { attachmentsFor } from './attachments.service.ts'
import { withdrawOne } from './consent.service.ts'
import { messagesFor } from './messages.service.ts'
import { demandParty, isStaff, partyCluster, viewParty } from './parties.access.ts'
import * as queries from './parties.queries.ts'
import { toPartySummary } from './parties.views.ts'
import { findReferralsOf, lockReferral } from './referrals.queries.ts'
import { readerOf } from './sharing.rules.ts'

export type PartyListRequest = {
  readonly kind?: 'holder' | 'organisation'
  readonly search?: string
  readonly limit: number
  readonly after?: string
}

/** People and structures of the caller’s referrals, those entered last first. */
export async function listParties(ctx: Context, request: PartyListRequest): Promise<Page<PartySummary>> {
  const { limit, after, ...filter } = request
  const me = await actingPartner(ctx)
  const [key] = after === undefined ? [] : decodeCursor(after, ['uuid'])
  const rows = await queries.findPartyPage(
    ctx.db,
    readerOf(ctx, me),
    { ...filter, hidesMerged: isStaff(ctx) },
    {
      limit,
      ...(typeof key === 'string' ? { after: key } : {}),
    },
  )
  const { items, next } = toPage(rows, limit, (row) => [row.partyId])
  return { items: items.map(toPartySummary), next }
}

export const getParty = async (ctx: Context, partyId: string): Promise<PartyFile> =>
  viewParty(ctx, await actingPartner(ctx), partyId)

/** Withdraws every consent of a person that the caller collected and that stands. */
export const withdrawPartyConsents = (ctx: Context, partyId: string): Promise<PartyFile> =>
  inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    const { rows } = await partyCluster(inner, me, partyId)
    const ids = rows.map((row) => row.partyId)
    const found = await findReferralsOf(inner.db, ids, readerOf(inner, me))
    // In one order, so that two who do the same wait for one another.
    const own = found.filter(({ side, consentId }) => side === 'source' && consentId !== null)
    let count = 0
    for (const { referralId } of own.sort((one, other) => one.referralId.localeCompare(other.referralId))) {
      const referral = await lockReferral(inner.db, referralId, readerOf(inner, me))
      if (referral === undefined) continue
      const held = { me, referral, assignments: await findAssignments(inner.db, [referralId]) }
      if (await withdrawOne(inner, held)) count += 1
    }
    if (count === 0) throw new Refusal('conflict', 'consent-withdrawn', 'No consent of yours stands')
    return viewParty(inner, me, partyId)
  })

/** All that the caller holds of a person here, for the person. Leaves an audit line. */
export const exportParty = (ctx: Context, partyId: string): Promise<PartyExport> =>
  inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    await demandParty(inner, me, partyId)
    const file = await viewParty(inner, me, partyId)
    const ids = file.referrals.map(({ referralId }) => referralId)
    const referrals = []
    const messages = []
    const attachments = []
    for (const referralId of ids) {
      referrals.push(await viewReferral(inner, me, referralId))
      for (const message of await messagesFor(inner, me, referralId)) messages.push({ referralId, ...message })
      for (const { file: one } of await attachmentsFor(inner, me, referralId)) attachments.push({ referralId, ...one })
    }
    await recordAudit(inner, { operation: 'exportParty', subjectType: 'party', subjectId: partyId })
    return { exportedAt: inner.now.toISOString(), file, referrals, messages, attachments }
  })
