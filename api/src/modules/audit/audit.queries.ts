import type { Db } from '../../db/database.ts'

export type EntryFilter = {
  readonly subjectType?: string | undefined
  readonly subjectId?: string | undefined
  /** The position of the last line seen. */
  readonly before: number | null
  readonly limit: number
}

export type EntryRow = Awaited<ReturnType<typeof findEntries>>[number]

/** Latest first, one more than `limit`. */
export async function findEntries(db: Db, { subjectType, subjectId, before, limit }: EntryFilter) {
  let query = db
    .selectFrom('auditEntry')
    .leftJoin('auditLink', 'auditLink.auditEntryId', 'auditEntry.auditEntryId')
    // The name as it is now: the line itself keeps the identifier only, so that nothing personal is chained for ever.
    .leftJoin('account', 'account.accountId', 'auditEntry.actorId')
    // Of a partner: its key, or the partner itself behind a link.
    .leftJoin('partnerKey', 'partnerKey.partnerKeyId', 'auditEntry.actorId')
    .leftJoin('partner', (join) =>
      join.on((eb) =>
        eb.or([
          eb('partner.partnerId', '=', eb.ref('partnerKey.partnerId')),
          eb('partner.partnerId', '=', eb.ref('auditEntry.actorId')),
        ]),
      ),
    )
    .selectAll('auditEntry')
    .select(['auditLink.place', 'auditLink.hash'])
    .select((eb) => eb.fn.coalesce('account.displayName', 'partner.name').as('actorName'))
  if (subjectType !== undefined) query = query.where('auditEntry.subjectType', '=', subjectType)
  if (subjectId !== undefined) query = query.where('auditEntry.subjectId', '=', subjectId)
  if (before !== null) query = query.where('auditEntry.position', '<', before)
  return query
    .orderBy('auditEntry.position', 'desc')
    .limit(limit + 1)
    .execute()
}
