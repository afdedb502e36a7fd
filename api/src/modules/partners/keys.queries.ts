import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { PartnerKey, PartnerToken } from '../../db/schema.ts'

const selectKeys = (db: Db | Trx) =>
  db
    .selectFrom('partnerKey')
    .innerJoin('partner', 'partner.partnerId', 'partnerKey.partnerId')
    .select([
      'partnerKey.partnerKeyId',
      'partnerKey.name',
      'partnerKey.hint',
      'partnerKey.rights',
      'partnerKey.networks',
      'partnerKey.createdAt',
      'partnerKey.expiresAt',
      'partnerKey.lastUsedAt',
      'partnerKey.revokedAt',
      'partner.mode',
    ])

export type KeyRow = Awaited<ReturnType<typeof findKeys>>[number]

/** The keys of a partner and of its sandbox, newest first. */
export const findKeys = (db: Db | Trx, partnerId: string) =>
  selectKeys(db)
    .where((eb) => eb.or([eb('partner.partnerId', '=', partnerId), eb('partner.livePartnerId', '=', partnerId)]))
    .orderBy('partnerKey.createdAt', 'desc')
    .orderBy('partnerKey.partnerKeyId')
    .limit(200)
    .execute()

export type LivingKeys = Awaited<ReturnType<typeof findLivingKeys>>[number]

/** Of each partner, its sandbox included: how many keys work, and when the first of them ends. */
export const findLivingKeys = (db: Db | Trx, partnerIds: readonly string[], now: Date) =>
  db
    .selectFrom('partnerKey')
    .innerJoin('partner', 'partner.partnerId', 'partnerKey.partnerId')
    .select((eb) => [
      eb.fn.coalesce('partner.livePartnerId', 'partner.partnerId').as('partnerId'),
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('partnerKey.expiresAt').as('nextEnd'),
    ])
    .where((eb) => eb(eb.fn.coalesce('partner.livePartnerId', 'partner.partnerId'), '=', eb.fn.any(eb.val(partnerIds))))
    .where('partnerKey.revokedAt', 'is', null)
    .where('partnerKey.expiresAt', '>', now)
    .groupBy((eb) => eb.fn.coalesce('partner.livePartnerId', 'partner.partnerId'))
    .execute()

export const insertKey = (trx: Trx, row: Insertable<PartnerKey>) => trx.insertInto('partnerKey').values(row).execute()

/** False when there is no living key of this id. */
export async function revoke(trx: Trx, keyId: string, now: Date): Promise<boolean> {
  const revoked = await trx
    .updateTable('partnerKey')
    .set({ revokedAt: now })
    .where('partnerKeyId', '=', keyId)
    .where('revokedAt', 'is', null)
    .returning('partnerKeyId')
    .executeTakeFirst()
  await trx
    .updateTable('partnerToken')
    .set({ revokedAt: now })
    .where('partnerKeyId', '=', keyId)
    .where('revokedAt', 'is', null)
    .execute()
  return revoked !== undefined
}

/** The partner behind a credential, with what decides whether it counts: its own and its real partner’s state. */
const selectHolders = (db: Db) =>
  db
    .selectFrom('partner')
    .leftJoin('partner as live', 'live.partnerId', 'partner.livePartnerId')
    .select((eb) => [
      'partner.partnerId',
      'partner.kind',
      'partner.name',
      'partner.mode',
      'partner.clockOffsetMs',
      eb.fn.coalesce('live.isActive', 'partner.isActive').as('isActive'),
      eb.fn.coalesce('live.partnerId', 'partner.partnerId').as('livePartnerId'),
    ])

export const findByKey = (db: Db, tokenHash: string) =>
  selectHolders(db)
    .innerJoin('partnerKey', 'partnerKey.partnerId', 'partner.partnerId')
    .select(['partnerKey.partnerKeyId', 'partnerKey.rights', 'partnerKey.networks', 'partnerKey.lastUsedAt'])
    .select(['partnerKey.expiresAt', 'partnerKey.revokedAt'])
    .where('partnerKey.tokenHash', '=', tokenHash)
    .executeTakeFirst()

/** An access token counts as long as its key does. */
export const findByToken = (db: Db, tokenHash: string) =>
  selectHolders(db)
    .innerJoin('partnerToken', 'partnerToken.partnerId', 'partner.partnerId')
    .leftJoin('partnerKey', 'partnerKey.partnerKeyId', 'partnerToken.partnerKeyId')
    .select(['partnerToken.kind as tokenKind', 'partnerToken.expiresAt', 'partnerToken.partnerKeyId'])
    .select('partnerToken.rights as tokenRights')
    .select([
      'partnerKey.rights',
      'partnerKey.networks',
      'partnerKey.lastUsedAt',
      'partnerKey.expiresAt as keyExpiresAt',
    ])
    .select((eb) => eb.fn.coalesce('partnerToken.revokedAt', 'partnerKey.revokedAt').as('revokedAt'))
    .where('partnerToken.tokenHash', '=', tokenHash)
    .executeTakeFirst()

export const touchKey = (db: Db, keyId: string, now: Date) =>
  db.updateTable('partnerKey').set({ lastUsedAt: now }).where('partnerKeyId', '=', keyId).execute()

export const insertToken = (db: Db | Trx, row: Insertable<PartnerToken>) =>
  db.insertInto('partnerToken').values(row).execute()

export const revokeLinks = (trx: Trx, partnerId: string, now: Date) =>
  trx
    .updateTable('partnerToken')
    .set({ revokedAt: now })
    .where('partnerId', '=', partnerId)
    .where('kind', '=', 'link')
    .where('revokedAt', 'is', null)
    .execute()

/** Keys that end before an instant and were not warned of so near their end. The contact is that of the real partner. */
export const findEndingKeys = (trx: Trx, now: Date, before: Date, days: 7 | 30) =>
  trx
    .selectFrom('partnerKey')
    .innerJoin('partner', 'partner.partnerId', 'partnerKey.partnerId')
    .leftJoin('partner as live', 'live.partnerId', 'partner.livePartnerId')
    .select(['partnerKey.partnerKeyId', 'partnerKey.name', 'partnerKey.hint', 'partnerKey.expiresAt'])
    .select(['partner.name as partnerName'])
    .select((eb) => eb.fn.coalesce('live.contactEmail', 'partner.contactEmail').as('contactEmail'))
    .where('partnerKey.revokedAt', 'is', null)
    .where((eb) => eb.or([eb('partnerKey.warnedDays', 'is', null), eb('partnerKey.warnedDays', '>', days)]))
    .where('partnerKey.expiresAt', '>', now)
    .where('partnerKey.expiresAt', '<=', before)
    .orderBy('partnerKey.expiresAt')
    .limit(200)
    .forUpdate('partnerKey')
    .skipLocked()
    .execute()

export const markWarned = (trx: Trx, keyId: string, warnedDays: 7 | 30) =>
  trx.updateTable('partnerKey').set({ warnedDays }).where('partnerKeyId', '=', keyId).execute()

export async function purgeTokens(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('partnerToken').where('expiresAt', '<', before).execute()
}
