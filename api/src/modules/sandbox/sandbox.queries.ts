import { type Expression, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { WITHDRAWN_LATER } from './sandbox.rules.ts'

type Within = {
  /** One referral alone. */
  readonly referralId?: string
  /** Those after this assignment, in the order of their identifiers. */
  readonly after?: string
}

export const MOST_TURNS = 500

/**
 * What may wait for a canned partner, `MOST_TURNS` at most: open assignments of one sandbox, and whatever was sent with a consent
 * that is going to be withdrawn.
 */
export const findTurns = (db: Db, sandboxId: string, { referralId, after }: Within = {}) => {
  const query = db
    .selectFrom('referralReader')
    .innerJoin('referral', 'referral.referralId', 'referralReader.referralId')
    .innerJoin('referralAssignment as assignment', 'assignment.referralId', 'referral.referralId')
    .innerJoin('partner as recipient', 'recipient.partnerId', 'assignment.recipientPartnerId')
    .innerJoin('partner as source', 'source.partnerId', 'referral.sourcePartnerId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .select(['consent.consentId', 'consent.withdrawnAt'])
    .select(['referral.referralId', 'referral.projectTitle', 'assignment.assignmentId', 'assignment.status'])
    .select(['assignment.sentAt', 'assignment.answeredAt', 'assignment.parentAssignmentId'])
    .select([
      'recipient.partnerId as recipientId',
      'recipient.name as recipientName',
      'recipient.kind as recipientKind',
    ])
    .select(['recipient.isCanned as isRecipientCanned', 'source.partnerId as sourceId', 'source.name as sourceName'])
    .select((eb) => [
      hasEvent('request_info', eb.ref('assignment.assignmentId')).as('hasAsked'),
      hasEvent('hold', eb.ref('assignment.assignmentId')).as('hasHeld'),
      sql<boolean>`exists (select from contact_attempt c where c.assignment_id = ${eb.ref('assignment.assignmentId')} and c.has_reached)`.as(
        'hasReached',
      ),
      sql<number>`(select count(distinct c.attempted_on)::int from contact_attempt c where c.assignment_id = ${eb.ref('assignment.assignmentId')})`.as(
        'attemptDays',
      ),
    ])
    .where('referralReader.partnerId', '=', sandboxId)
    .where((eb) =>
      eb.or([
        eb('assignment.status', 'in', ['sent', 'received', 'info_requested', 'accepted', 'in_progress']).and(
          eb.or([eb('recipient.isCanned', '=', true), eb('source.isCanned', '=', true)]),
        ),
        eb('source.isCanned', '=', true)
          .and('referral.projectTitle', 'like', `${WITHDRAWN_LATER}%`)
          .and('consent.withdrawnAt', 'is', null),
      ]),
    )
    .orderBy('assignment.assignmentId')
    .limit(MOST_TURNS)
  const narrowed = referralId === undefined ? query : query.where('referral.referralId', '=', referralId)
  return (after === undefined ? narrowed : narrowed.where('assignment.assignmentId', '>', after)).execute()
}

/** Canned partners that were asked to erase what they got, and have not said so. */
export const findErasers = (db: Db, sandboxId: string, { referralId }: Pick<Within, 'referralId'> = {}) => {
  const query = db
    .selectFrom('referralReader')
    .innerJoin('referralErasure', 'referralErasure.referralId', 'referralReader.referralId')
    .innerJoin('partner', 'partner.partnerId', 'referralErasure.partnerId')
    .select(['referralErasure.referralId', 'partner.partnerId', 'partner.name'])
    .where('referralReader.partnerId', '=', sandboxId)
    .where('partner.isCanned', '=', true)
    .where('referralErasure.confirmedAt', 'is', null)
    .orderBy('referralErasure.referralId')
    .orderBy('partner.partnerId')
    .limit(MOST_TURNS)
  return (referralId === undefined ? query : query.where('referralErasure.referralId', '=', referralId)).execute()
}

/** Whether it happened to the assignment since it was last sent or reopened. */
const hasEvent = (event: string, assignmentId: Expression<string>) =>
  sql<boolean>`exists (
    select from referral_event e
     where e.assignment_id = ${assignmentId} and e.event = ${event} and e.recorded_at >= assignment.sent_at
  )`

export type TurnRow = Awaited<ReturnType<typeof findTurns>>[number]

/** The sandbox that a referral was tried out in. */
export const findSandboxOf = (db: Db, referralId: string) =>
  db
    .selectFrom('referralReader')
    .innerJoin('partner', 'partner.partnerId', 'referralReader.partnerId')
    .selectAll('partner')
    .where('referralReader.referralId', '=', referralId)
    .where('partner.livePartnerId', 'is not', null)
    .executeTakeFirst()

export const countReferrals = async (db: Db | Trx, sandboxId: string): Promise<number> =>
  (
    await db
      .selectFrom('referralReader')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('partnerId', '=', sandboxId)
      .executeTakeFirstOrThrow()
  ).count

/** Holds a sandbox for the transaction: beginning anew, its first examples and its days come one after the other. */
export const lockSandbox = (trx: Trx, sandboxId: string) =>
  trx.selectFrom('partner').select('partnerId').where('partnerId', '=', sandboxId).forNoKeyUpdate().executeTakeFirst()

/**
 * What a sandbox holds now, locked: what it reads, and whatever it once exchanged that still holds a reference or words though
 * nobody reads it, which must not stand in the way for ever.
 */
async function lockAll(trx: Trx, sandboxId: string): Promise<string[]> {
  const { rows } = await sql<{ referralId: string }>`
    select referral_id from referral
     where mode = 'test' and referral_id in (
       select referral_id from referral_reader where partner_id = ${sandboxId}
       union select referral_id from referral where source_partner_id = ${sandboxId}
       union select referral_id from referral_assignment where recipient_partner_id = ${sandboxId}
     ) and (
       exists (select from referral_reader rr where rr.referral_id = referral.referral_id)
       or num_nonnulls(external_ref, project_title, project_summary) > 0
       or exists (select from party where party.party_id = referral.party_id and party.blanked_at is null)
       or exists (
         select from referral_assignment a where a.referral_id = referral.referral_id and a.external_ref is not null
       )
     )
     order by referral_id for update`.execute(trx)
  return rows.map(({ referralId }) => referralId)
}

/**
 * Puts everything of a sandbox out of reach: nobody reads it, its words and people are blanked, its files are let go, its
 * references and its idempotency keys are free again. History and the feed cannot be deleted, and hold codes alone. What is sent
 * meanwhile is not part of it, and stays whole.
 */
export async function discardAll(trx: Trx, sandboxId: string): Promise<void> {
  const ids = sql`${await lockAll(trx, sandboxId)}::uuid[]`
  await sql`
    update party set first_name = null, last_name = null, email = null, phone = null, commune_code = null,
           organisation_name = null, siren = null, siret = null, rna = null, blanked_at = coalesce(blanked_at, now()),
           updated_at = now()
     where mode = 'test' and party_id in (select party_id from referral where referral_id = any(${ids}))`.execute(trx)
  await sql`
    update consent set collected_by = '-'
     where consent_id in (select consent_id from referral where referral_id = any(${ids}))`.execute(trx)
  const files = sql`select file_id from referral_file where referral_id = any(${ids})`
  await sql`delete from file_link where file_id in (${files})`.execute(trx)
  // Their bytes go with the nightly clean-up: nothing refers to them any more.
  await sql`delete from referral_file where referral_id = any(${ids})`.execute(trx)
  await sql`update referral_message set body = '', author_name = null where referral_id = any(${ids})`.execute(trx)
  await sql`update referral_assignment set external_ref = null where referral_id = any(${ids})`.execute(trx)
  await sql`
    update referral set external_ref = null, project_title = null, project_summary = null
     where referral_id = any(${ids})`.execute(trx)
  await trx.deleteFrom('idempotencyRecord').where('owner', '=', sandboxId).execute()
  await sql`
    update webhook_delivery set status = 'dropped'
     where status = 'waiting' and webhook_id in (select webhook_id from webhook where partner_id = ${sandboxId})`.execute(
    trx,
  )
  await sql`delete from referral_reader where referral_id = any(${ids})`.execute(trx)
}
