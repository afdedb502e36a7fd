import type { DataCategory } from '@progress-ess/shared/referrals'
import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { PartyLink } from '../../db/schema.ts'
import { findsParty, isWithdrawnOfParty, sharedOfParty } from './sharing.queries.ts'
import type { Reader } from './sharing.rules.ts'

const LINKS = 7_240_010

/** Links are made one after the other, so that they stay trees: a rare act of people. */
export const lockLinks = (trx: Trx) => sql`select pg_advisory_xact_lock(${LINKS})`.execute(trx)

/** Whether a partner may see anything of a row: it entered it, unless a reset of its sandbox let it go, or reads a referral of it. */
const isVisibleTo = (partnerId: string) => sql<boolean>`(
  party.owner_partner_id = ${partnerId} and (party.mode = 'live' or party.blanked_at is null)
  or exists (select from referral_reader rr where rr.partner_id = ${partnerId} and rr.party_id = party.party_id)
)`

const selectParties = (db: Db | Trx, reader: Reader) =>
  db
    .selectFrom('party')
    .select(['partyId', 'kind', 'firstName', 'lastName', 'email', 'phone', 'communeCode', 'organisationName'])
    .select(['siren', 'siret', 'rna', 'blankedAt', 'ownerPartnerId', 'mode'])
    .select([sharedOfParty(reader).as('sharedCategories'), isWithdrawnOfParty(reader).as('isWithdrawn')])
    .where(isVisibleTo(reader.partnerId))

export type PartyRow = Awaited<ReturnType<typeof findParties>>[number]

export const findParties = (db: Db | Trx, partyIds: readonly string[], reader: Reader) =>
  selectParties(db, reader)
    .where('partyId', '=', (eb) => eb.fn.any(eb.val(partyIds)))
    .orderBy('partyId')
    .execute()

const MOST_ROWS = 200

/** All the rows that living links tie to this one, itself first found. */
export async function findCluster(db: Db | Trx, partyId: string): Promise<string[]> {
  const { rows } = await sql<{ partyId: string }>`
    with recursive cluster (party_id) as (
      select ${partyId}::uuid
      union
      select case when l.from_party_id = c.party_id then l.to_party_id else l.from_party_id end
        from cluster c
        join party_link l on l.undone_at is null and (l.from_party_id = c.party_id or l.to_party_id = c.party_id)
    )
    select party_id from cluster limit ${sql.lit(MOST_ROWS)}
  `.execute(db)
  return rows.map((row) => row.partyId)
}

/** Whether the way on from one row leads to the other. */
export async function leadsTo(db: Trx, fromPartyId: string, toPartyId: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive way (party_id) as (
      select ${fromPartyId}::uuid
      union
      select l.to_party_id from way w join party_link l on l.from_party_id = w.party_id and l.undone_at is null
    )
    select from way where party_id = ${toPartyId}
  `.execute(db)
  return rows.length > 0
}

export const insertLink = (trx: Trx, row: Insertable<PartyLink>) => trx.insertInto('partyLink').values(row).execute()

export const findLink = (db: Db | Trx, partyLinkId: string) =>
  db.selectFrom('partyLink').selectAll().where('partyLinkId', '=', partyLinkId).executeTakeFirst()

export async function hasLivingLink(trx: Trx, fromPartyId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('partyLink')
    .select('partyLinkId')
    .where('fromPartyId', '=', fromPartyId)
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export const undoLink = (
  trx: Trx,
  partyLinkId: string,
  change: { undoneBy: string | null; undoneAt: Date; undoneReason: string },
) => trx.updateTable('partyLink').set(change).where('partyLinkId', '=', partyLinkId).execute()

export type LinkRow = Awaited<ReturnType<typeof findLinks>>[number]

/** Of these rows, to wherever they lead or led. */
export const findLinks = (db: Db | Trx, partyIds: readonly string[]) =>
  db
    .selectFrom('partyLink')
    .leftJoin('account', 'account.accountId', 'partyLink.madeBy')
    .selectAll('partyLink')
    .select('account.displayName as madeByName')
    .where((eb) =>
      eb.or([
        eb('fromPartyId', '=', (inner) => inner.fn.any(inner.val(partyIds))),
        eb('toPartyId', '=', (inner) => inner.fn.any(inner.val(partyIds))),
      ]),
    )
    .orderBy('madeAt')
    .orderBy('partyLinkId')
    .limit(MOST_ROWS)
    .execute()

type Facts = { readonly siren: string | null; readonly rna: string | null }
const known = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value): value is string => value !== null)),
]

/** Rows that may be the same as these, and are not among them; the rule decides. */
export const findAlikeParties = (
  db: Db,
  rows: readonly (Facts & { partyId: string; email: string | null; phone: string | null })[],
  reader: Reader,
) =>
  selectParties(db, reader)
    .select((eb) =>
      eb
        .selectFrom('referralReader')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('referralReader.partyId', '=', 'party.partyId')
        .where('referralReader.partnerId', '=', reader.partnerId)
        .$asScalar()
        .$castTo<number>()
        .as('referralCount'),
    )
    .where((eb) =>
      eb.or([
        eb('siren', '=', (inner) => inner.fn.any(inner.val(known(rows.map(({ siren }) => siren))))),
        eb('rna', '=', (inner) => inner.fn.any(inner.val(known(rows.map(({ rna }) => rna))))),
        eb('email', '=', (inner) => inner.fn.any(inner.val(known(rows.map(({ email }) => email))))),
        eb('phone', '=', (inner) => inner.fn.any(inner.val(known(rows.map(({ phone }) => phone))))),
      ]),
    )
    .where('partyId', '<>', (eb) => eb.fn('all', [eb.val(rows.map((row) => row.partyId))]))
    .orderBy('partyId', 'desc')
    .limit(50)
    .execute()

/** The structure of this number that the partner sees, the one entered last. */
export async function findStructure(db: Trx, { siren, rna }: Facts, reader: Reader): Promise<string | undefined> {
  const row = await selectParties(db, reader)
    .where('kind', '=', 'organisation')
    .where((eb) => eb.or([eb('siren', '=', siren), eb('rna', '=', rna)]))
    .where(sql<boolean>`'organisation' = any(${sharedOfParty(reader)})`)
    .orderBy('partyId', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.partyId
}

/** What is public of an organisation that is registered here. */
export const findRegistered = (db: Trx, { siren, rna }: Facts) =>
  db
    .selectFrom('organisation')
    .select(['name', 'communeCode'])
    .where((eb) => eb.or([eb('siren', '=', siren), eb('rna', '=', rna)]))
    .orderBy((eb) => eb('siren', 'is not distinct from', siren), 'desc')
    .executeTakeFirst()

/**
 * Along the partner’s own index, one more than `limit`; what was merged into another row is left out for whoever knows of
 * merges (`hidesMerged`): to others each row is by itself. A recipient counts as open what is at its own place. The key bounds both
 * tables: PostgreSQL may merge them, and would read the people from the beginning.
 */
export async function findPartyPage(
  db: Db,
  reader: Reader,
  { kind, search, hidesMerged = false }: { kind?: 'holder' | 'organisation'; search?: string; hidesMerged?: boolean },
  { limit, after }: { limit: number; after?: string },
) {
  const { partnerId } = reader
  const pattern = search === undefined ? null : `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<{
    partyId: string
    kind: 'holder' | 'organisation'
    firstName: string | null
    lastName: string | null
    organisationName: string | null
    communeCode: string | null
    siren: string | null
    blankedAt: Date | null
    sharedCategories: DataCategory[]
    isWithdrawn: boolean
    referralCount: number
    openCount: number
    lastActivityAt: Date
  }>`
    select party.party_id, party.kind, party.first_name, party.last_name, party.organisation_name, party.commune_code,
           party.siren, party.blanked_at, ${sharedOfParty(reader)} as shared_categories,
           ${isWithdrawnOfParty(reader)} as is_withdrawn,
           count(*)::int as referral_count, max(rr.updated_at) as last_activity_at,
           count(*) filter (
             where case when rr.side = 'source' then referral.status else (
               select own.status from referral_assignment own
                where own.referral_id = rr.referral_id and own.recipient_partner_id = rr.partner_id
             ) end in ('sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold')
           )::int as open_count
      from referral_reader rr
      join party on party.party_id = rr.party_id
      join referral on referral.referral_id = rr.referral_id
     where rr.partner_id = ${partnerId}
       ${after === undefined ? sql`` : sql`and rr.party_id < ${after} and party.party_id < ${after}`}
       ${kind === undefined ? sql`` : sql`and party.kind = ${kind}`}
       ${pattern === null ? sql`` : sql`and ${findsParty(sharedOfParty(reader), pattern)}`}
       ${
         hidesMerged
           ? sql`and not exists (
               select from party_link l
                where l.from_party_id = party.party_id and l.undone_at is null and l.kind = 'merged'
             )`
           : sql``
       }
     group by party.party_id, rr.party_id
     order by rr.party_id desc
     limit ${limit + 1}
  `.execute(db)
  return rows
}
