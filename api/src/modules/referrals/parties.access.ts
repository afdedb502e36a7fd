import type { PartyFile } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { type Context, hasRole } from '../../kit/context.ts'
import { notFound } from '../../kit/refusal.ts'
import type { PartnerRow } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { findConsents } from './details.queries.ts'
import { withPossibleDuplicates } from './duplicates.ts'
import { findErasures } from './erasure.queries.ts'
import * as queries from './parties.queries.ts'
import * as views from './parties.views.ts'
import { findApplicationsOf } from './party-applications.queries.ts'
import { findReferralsOf } from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { isVisible } from './assignments.views.ts'
import { summariesOf } from './referrals.views.ts'
import { inOrder, isForgotten, readerOf } from './sharing.rules.ts'

/** Links are the département’s knowledge: others see the rows that they exchanged, each by itself. */
export const isStaff = (ctx: Context<Db | Trx>): boolean => hasRole(ctx.actor, 'agent', 'manager')

/** A row that the partner sees; else it does not exist. */
export async function demandParty(ctx: Context<Db | Trx>, me: PartnerRow, partyId: string): Promise<queries.PartyRow> {
  const [row] = await queries.findParties(ctx.db, [partyId], readerOf(ctx, me))
  if (row === undefined) throw notFound('party')
  return row
}

/** The row, and every other one of the same person that the caller sees. */
export async function partyCluster(
  ctx: Context<Db | Trx>,
  me: PartnerRow,
  partyId: string,
): Promise<{ party: queries.PartyRow; rows: queries.PartyRow[] }> {
  const party = await demandParty(ctx, me, partyId)
  if (!isStaff(ctx)) return { party, rows: [party] }
  const ids = await queries.findCluster(ctx.db, partyId)
  return { party, rows: await queries.findParties(ctx.db, ids, readerOf(ctx, me)) }
}

/** The single file of a person, as the caller may see it. */
export async function viewParty(ctx: Context<Db | Trx>, me: PartnerRow, partyId: string): Promise<PartyFile> {
  const { partnerId } = me
  const reader = readerOf(ctx, me)
  const { party, rows } = await partyCluster(ctx, me, partyId)
  const ids = rows.map((row) => row.partyId)
  const referrals = await findReferralsOf(ctx.db, ids, reader)
  const referralIds = referrals.map(({ referralId }) => referralId)
  const assignments = await findAssignments(ctx.db, referralIds)
  const duplicates = await withPossibleDuplicates(ctx, partnerId, referrals)
  const consents = await findConsents(
    ctx.db,
    referrals.flatMap(({ consentId }) => consentId ?? []),
  )
  const all = { consents, erasures: await findErasures(ctx.db, referralIds), partnerId }
  const known = rows.filter((row) => !isForgotten(row))
  const partyConsents = views.toPartyConsents(referrals, assignments, all)
  const seen = assignments.filter((one) =>
    referrals.some((row) => row.referralId === one.referralId && isVisible(row, one, partnerId)),
  )
  const links = isStaff(ctx) ? await queries.findLinks(ctx.db, ids) : []
  return {
    party: views.toParty(party),
    sharedCategories: inOrder(party.sharedCategories),
    others: rows.filter((row) => row !== party && row.partyId !== partyId).map(views.toParty),
    links: links.map(views.toLink),
    referrals: summariesOf(referrals, assignments, { partnerId, duplicates, now: ctx.now }),
    disclosures: views.toDisclosures(referrals, assignments, all),
    consents: partyConsents,
    applications: isStaff(ctx) ? await findApplicationsOf(ctx.db, ids, referralIds) : [],
    possibleDuplicates:
      known.length === 0 ? [] : views.toDuplicates(known, await queries.findAlikeParties(ctx.db, rows, reader)),
    createdSirens: known.length === 0 ? [] : views.createdSirensOf(known, seen),
    allowedActions: views.actionsOf({
      isStaff: isStaff(ctx),
      isForgotten: isForgotten(party),
      canWithdraw: partyConsents.some(({ canWithdraw }) => canWithdraw),
      canErase:
        rows.some((row) => row.ownerPartnerId === partnerId && row.blankedAt === null) &&
        !referrals.some((row) => row.sourcePartnerId === partnerId && isOpen(row.status)),
    }),
  }
}
