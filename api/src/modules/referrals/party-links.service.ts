import type { NewPartyLink, PartyFile } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { parseIdentifier } from '@progress-ess/shared/organisations'
import { actingPartner, type PartnerRow } from '../partners/index.ts'
import { demandParty, viewParty } from './parties.access.ts'
import * as queries from './parties.queries.ts'
import { judgeLink } from './party-links.rules.ts'
import { insertParty } from './referrals.queries.ts'
import { isForgotten, readerOf } from './sharing.rules.ts'

/** Ties two rows: nothing moves, so that taking it back takes all of it back. */
export const linkParty = (ctx: Context, partyId: string, wanted: NewPartyLink): Promise<PartyFile> =>
  inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    await queries.lockLinks(inner.db)
    const from = await demandParty(inner, me, partyId)
    const to = await demandParty(inner, me, await targetOf(inner, me, wanted))
    const verdict = judgeLink(wanted.kind, sideOf(from), sideOf(to), {
      isLinked: await queries.hasLivingLink(inner.db, from.partyId),
      leadsBack: await queries.leadsTo(inner.db, to.partyId, from.partyId),
    })
    if (!verdict.ok) throw new Refusal('conflict', verdict.code, verdict.detail)
    const linkId = newId()
    await queries.insertLink(inner.db, {
      partyLinkId: linkId,
      kind: wanted.kind,
      fromPartyId: from.partyId,
      toPartyId: to.partyId,
      reason: wanted.reason,
      madeBy: accountIdOf(inner.actor),
      madeAt: inner.now,
    })
    await recordAudit(inner, {
      operation: 'linkParty',
      subjectType: 'party',
      subjectId: partyId,
      data: { linkId, kind: wanted.kind, toPartyId: to.partyId },
    })
    return viewParty(inner, me, partyId)
  })

const sideOf = (row: queries.PartyRow) => ({
  partyId: row.partyId,
  kind: row.kind,
  isForgotten: isForgotten(row),
})

const at = (pointer: string, code: string, detail: string): Refusal =>
  new Refusal('unprocessable', code, detail, { errors: [{ pointer, keyword: code, message: detail }] })

/** The row that is meant: the one named, the structure of this number that we know, or a new row for it. */
async function targetOf(ctx: Context<Trx>, me: PartnerRow, wanted: NewPartyLink): Promise<string> {
  const { kind, otherPartyId, structure } = wanted
  if (otherPartyId !== undefined && structure === undefined) return otherPartyId
  if (kind !== 'became' || structure === undefined || otherPartyId !== undefined) {
    throw at('/body/otherPartyId', 'party-link-target', 'Name one other row, or the structure that was created')
  }
  const parsed = parseIdentifier(structure.identifier)
  if (parsed === null) {
    throw at('/body/structure/identifier', 'identifier-invalid', 'This is no SIRET, SIREN or RNA number')
  }
  const numbers = { siren: parsed.siren, rna: parsed.kind === 'rna' ? parsed.value : null }
  const known = await queries.findStructure(ctx.db, numbers, readerOf(ctx, me))
  if (known !== undefined) return known
  const registered = await queries.findRegistered(ctx.db, numbers)
  const name = registered?.name ?? structure.name ?? null
  if (name === null) {
    throw at('/body/structure/name', 'party-incomplete', 'This structure is not known here: give its name')
  }
  const partyId = newId()
  await insertParty(ctx.db, {
    partyId,
    mode: me.mode,
    ownerPartnerId: me.partnerId,
    kind: 'organisation',
    organisationName: name,
    communeCode: registered?.communeCode ?? null,
    ...numbers,
    siret: parsed.kind === 'siret' ? parsed.value : null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  })
  return partyId
}

export const undoPartyLink = (ctx: Context, linkId: string, reason: string): Promise<PartyFile> =>
  inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    await queries.lockLinks(inner.db)
    const link = await queries.findLink(inner.db, linkId)
    const [row] = link === undefined ? [] : await queries.findParties(inner.db, [link.fromPartyId], readerOf(inner, me))
    if (link === undefined || row === undefined) throw notFound('party-link')
    if (link.undoneAt !== null) throw new Refusal('conflict', 'party-link-undone', 'This link was taken back')
    const change = { undoneBy: accountIdOf(inner.actor), undoneAt: inner.now, undoneReason: reason }
    await queries.undoLink(inner.db, linkId, change)
    await recordAudit(inner, {
      operation: 'undoPartyLink',
      subjectType: 'party',
      subjectId: link.fromPartyId,
      data: { linkId, kind: link.kind, toPartyId: link.toPartyId },
    })
    return viewParty(inner, me, link.fromPartyId)
  })
