import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Partner, PartnerAgreement, PartnerService } from '../../db/schema.ts'
import type { PartnerMode } from '@progress-ess/shared/partners'

export type PartnerRow = NonNullable<Awaited<ReturnType<typeof findPartner>>>

export const findPartner = (db: Db | Trx, partnerId: string) =>
  db.selectFrom('partner').selectAll().where('partnerId', '=', partnerId).executeTakeFirst()

/** A partner that staff administer: a real one, the département included. */
export const findLivePartner = (db: Db | Trx, partnerId: string) =>
  db.selectFrom('partner').selectAll().where('partnerId', '=', partnerId).where('mode', '=', 'live').executeTakeFirst()

export const lockPartner = (trx: Trx, partnerId: string) =>
  trx
    .selectFrom('partner')
    .selectAll()
    .where('partnerId', '=', partnerId)
    .where('mode', '=', 'live')
    .forUpdate()
    .executeTakeFirst()

/** Holds a partner of either world while a part of it is written, so that two at once come one after the other. */
export const holdPartner = (trx: Trx, partnerId: string) =>
  trx.selectFrom('partner').select('partnerId').where('partnerId', '=', partnerId).forNoKeyUpdate().execute()

export const findLivePartners = (db: Db | Trx) =>
  db
    .selectFrom('partner')
    .selectAll()
    .where('mode', '=', 'live')
    .orderBy('name')
    .orderBy('partnerId')
    .limit(500)
    .execute()

export const findReachable = (db: Db | Trx) =>
  db
    .selectFrom('partner')
    .selectAll()
    .where('mode', '=', 'live')
    .where('isActive', '=', true)
    .orderBy('name')
    .orderBy('partnerId')
    .execute()

/** The canned ones; for these themselves also the sandbox that they act in. No sandbox reaches another one. */
export const findReachableInSandbox = (db: Db | Trx, sandboxId?: string) =>
  db
    .selectFrom('partner')
    .selectAll()
    .where('mode', '=', 'test')
    .where((eb) =>
      eb.or([eb('isCanned', '=', true), ...(sandboxId === undefined ? [] : [eb('partnerId', '=', sandboxId)])]),
    )
    .orderBy('name')
    .orderBy('partnerId')
    .execute()

export const findDepartment = (db: Db | Trx, mode: 'live' | 'test') =>
  db.selectFrom('partner').selectAll().where('mode', '=', mode).where('kind', '=', 'department').executeTakeFirst()

export const findByContact = (db: Db | Trx, contactEmail: string) =>
  db
    .selectFrom('partner')
    .selectAll()
    .where('contactEmail', '=', contactEmail)
    .where('mode', '=', 'live')
    .where('isActive', '=', true)
    .where('kind', '<>', 'department')
    .orderBy('partnerId')
    .limit(1)
    .executeTakeFirst()

export const findTwin = (db: Db | Trx, livePartnerId: string) =>
  db.selectFrom('partner').selectAll().where('livePartnerId', '=', livePartnerId).executeTakeFirst()

/** Every sandbox whose partner is active, or that of one. */
export const findTwins = (db: Db | Trx) =>
  db
    .selectFrom('partner')
    .innerJoin('partner as live', 'live.partnerId', 'partner.livePartnerId')
    .selectAll('partner')
    .where('live.isActive', '=', true)
    .orderBy('partner.partnerId')
    .execute()

export const findCanned = (db: Db | Trx) =>
  db.selectFrom('partner').selectAll().where('isCanned', '=', true).orderBy('kind').execute()

/** Answers the new offset in milliseconds. */
export const advanceClock = async (trx: Trx, partnerId: string, byMs: number): Promise<number> =>
  (
    await trx
      .updateTable('partner')
      .set((eb) => ({ clockOffsetMs: eb('clockOffsetMs', '+', byMs) }))
      .where('partnerId', '=', partnerId)
      .where('livePartnerId', 'is not', null)
      .returning('clockOffsetMs')
      .executeTakeFirstOrThrow()
  ).clockOffsetMs

export const setClockBack = (trx: Trx, partnerId: string) =>
  trx.updateTable('partner').set({ clockOffsetMs: 0 }).where('partnerId', '=', partnerId).execute()

/** False when the name is taken. */
export async function insertPartner(trx: Db | Trx, row: Insertable<Partner>): Promise<boolean> {
  const inserted = await trx
    .insertInto('partner')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('partnerId')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Undefined when somebody else changed it; `'taken'` when another one has the name: the transaction is then lost. */
export async function savePartner(
  trx: Trx,
  { partnerId, version }: { partnerId: string; version: number },
  change: Updateable<Partner>,
  now: Date,
): Promise<{ version: number } | 'taken' | undefined> {
  try {
    return await trx
      .updateTable('partner')
      .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
      .where('partnerId', '=', partnerId)
      .where('version', '=', version)
      .returning('version')
      .executeTakeFirst()
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === 'partner_name_key') return 'taken'
    throw error
  }
}

export const insertAgreement = (trx: Trx, row: Insertable<PartnerAgreement>) =>
  trx.insertInto('partnerAgreement').values(row).execute()

export type AgreementRow = Awaited<ReturnType<typeof findAgreements>>[number]

export const findAgreements = (db: Db | Trx, partnerIds: readonly string[]) =>
  db
    .selectFrom('partnerAgreement')
    .selectAll()
    .where('partnerId', '=', (eb) => eb.fn.any(eb.val(partnerIds)))
    .orderBy('startsOn', 'desc')
    .orderBy('partnerAgreementId')
    .execute()

export type ServiceRow = Awaited<ReturnType<typeof findServices>>[number]

export const findServices = (db: Db | Trx, partnerIds: readonly string[]) =>
  db
    .selectFrom('partnerService')
    .selectAll()
    .where('partnerId', '=', (eb) => eb.fn.any(eb.val(partnerIds)))
    .orderBy('name')
    .orderBy('partnerServiceId')
    .execute()

/** The median of hours from sending to answer since an instant, of each partner and of each of its services. */
export async function findMedianAnswers(
  db: Db | Trx,
  { partnerIds, mode, since }: { partnerIds: readonly string[]; mode: PartnerMode; since: Date },
) {
  const { rows } = await sql<{ id: string; hours: number }>`
    select coalesce(partner_service_id, recipient_partner_id) as id,
           percentile_cont(0.5) within group (order by extract(epoch from answered_at - sent_at) / 3600) as hours
      from referral_assignment
     where recipient_partner_id = any(${partnerIds}::uuid[]) and mode = ${mode} and answered_at >= ${since}
     group by grouping sets ((recipient_partner_id), (recipient_partner_id, partner_service_id))
    having not (grouping(partner_service_id) = 0 and partner_service_id is null)
  `.execute(db)
  return rows
}

export const insertService = (trx: Trx, row: Insertable<PartnerService>) =>
  trx.insertInto('partnerService').values(row).returningAll().executeTakeFirstOrThrow()

export const saveService = (
  trx: Trx,
  { partnerId, serviceId }: { partnerId: string; serviceId: string },
  change: Updateable<PartnerService>,
) =>
  trx
    .updateTable('partnerService')
    .set(change)
    .where('partnerServiceId', '=', serviceId)
    .where('partnerId', '=', partnerId)
    .returningAll()
    .executeTakeFirst()

export const findMembers = (db: Db | Trx, partnerId: string) =>
  db
    .selectFrom('partnerMember')
    .innerJoin('account', 'account.accountId', 'partnerMember.accountId')
    .select(['partnerMember.accountId', 'partnerMember.since', 'account.displayName', 'account.email'])
    .where('partnerId', '=', partnerId)
    .orderBy('account.displayName')
    .orderBy('account.accountId')
    .execute()

export const findAdviser = (db: Db | Trx, email: string) =>
  db
    .selectFrom('account')
    .select(['accountId', 'displayName', 'email'])
    .where('email', '=', email.toLowerCase())
    .where('isDisabled', '=', false)
    .where((eb) => eb('roles', '@>', eb.val(['partner'])))
    .executeTakeFirst()

/** Whom the account acts for once this is done: when it was there already it stays with its partner. */
export const addMember = (trx: Trx, row: { accountId: string; partnerId: string; since: Date }) =>
  trx
    .insertInto('partnerMember')
    .values(row)
    // Writes what is there, so that it is held and answered.
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet({ since: (eb) => eb.ref('partnerMember.since') }),
    )
    .returning(['partnerId', 'since', sql<boolean>`xmax = 0`.as('isNew')])
    .executeTakeFirstOrThrow()

export async function deleteMember(trx: Trx, partnerId: string, accountId: string): Promise<boolean> {
  const gone = await trx
    .deleteFrom('partnerMember')
    .where('partnerId', '=', partnerId)
    .where('accountId', '=', accountId)
    .returning('accountId')
    .executeTakeFirst()
  return gone !== undefined
}

/** The partner that an account acts for, whether or not it may today. */
export const findPartnerOfAccount = (db: Db | Trx, accountId: string) =>
  db
    .selectFrom('partnerMember')
    .innerJoin('partner', 'partner.partnerId', 'partnerMember.partnerId')
    .selectAll('partner')
    .where('partnerMember.accountId', '=', accountId)
    .executeTakeFirst()
