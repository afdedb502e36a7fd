import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { ContactAttempt, ReferralEvent, ReferralMessage } from '../../db/schema.ts'

export const insertReferralEvent = (trx: Trx, row: Insertable<ReferralEvent>) =>
  trx.insertInto('referralEvent').values(row).execute()

const MOST_EVENTS = 500

type Of = { readonly referralId: string; readonly assignmentId: string }

export type EventRow = Awaited<ReturnType<typeof findReferralEvents>>[number]

/** Of the referral itself and of these assignments alone, so that nobody fills up another one’s history. The last ones, oldest first. */
export async function findReferralEvents(db: Db | Trx, referralId: string, assignmentIds: readonly string[]) {
  const rows = await db
    .selectFrom('referralEvent')
    .leftJoin('partner', 'partner.partnerId', 'referralEvent.actorPartnerId')
    .selectAll('referralEvent')
    .select('partner.name as actorName')
    .select((eb) => eb.ref('referralEvent.data').$castTo<{ reasonCode?: string }>().as('data'))
    .where('referralId', '=', referralId)
    .where((eb) =>
      eb.or([
        eb('assignmentId', 'is', null),
        eb('assignmentId', '=', (inner) => inner.fn.any(inner.val(assignmentIds))),
      ]),
    )
    .orderBy('referralEvent.position', 'desc')
    .limit(MOST_EVENTS)
    .execute()
  return rows.reverse()
}

/** When the last change of an assignment happened; null before the first. */
export const findLastChange = async (trx: Trx, { referralId, assignmentId }: Of): Promise<Date | null> =>
  (
    await trx
      .selectFrom('referralEvent')
      .select((eb) => eb.fn.max<Date | null>('occurredAt').as('at'))
      .where('referralId', '=', referralId)
      .where('assignmentId', '=', assignmentId)
      .executeTakeFirstOrThrow()
  ).at

export const insertMessage = (trx: Trx, row: Insertable<ReferralMessage>) =>
  trx.insertInto('referralMessage').values(row).execute()

/** Of a draft, whose words are written anew. */
export const deleteMessages = (trx: Trx, referralId: string) =>
  trx.deleteFrom('referralMessage').where('referralId', '=', referralId).where('visibility', '=', 'partners').execute()

export type MessageRow = Awaited<ReturnType<typeof findMessages>>[number]

/** More than two partners may write: a recipient reads them all. */
const MOST_SHOWN = 2_000

/**
 * Those between partners, and of the own service; about one assignment to its two sides alone. The last
 * ones, oldest first.
 */
export async function findMessages(
  db: Db | Trx,
  referralId: string,
  partnerId: string,
  assignmentIds: readonly string[],
) {
  const rows = await db
    .selectFrom('referralMessage')
    .innerJoin('partner', 'partner.partnerId', 'referralMessage.authorPartnerId')
    .selectAll('referralMessage')
    .select('partner.name as authorPartnerName')
    .where('referralId', '=', referralId)
    .where((eb) => eb.or([eb('visibility', '=', 'partners'), eb('authorPartnerId', '=', partnerId)]))
    .where((eb) =>
      eb.or([
        eb('assignmentId', 'is', null),
        eb('assignmentId', '=', (inner) => inner.fn.any(inner.val(assignmentIds))),
      ]),
    )
    .orderBy('at', 'desc')
    .orderBy('messageId', 'desc')
    .limit(MOST_SHOWN)
    .execute()
  return rows.reverse()
}

export const countMessages = async (db: Trx, referralId: string, authorPartnerId: string): Promise<number> =>
  (
    await db
      .selectFrom('referralMessage')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('referralId', '=', referralId)
      .where('authorPartnerId', '=', authorPartnerId)
      .executeTakeFirstOrThrow()
  ).count

export type AttemptRow = Awaited<ReturnType<typeof findAttempts>>[number]

export const findAttempts = (db: Db | Trx, assignmentIds: readonly string[]) =>
  db
    .selectFrom('contactAttempt')
    .selectAll()
    .where('assignmentId', '=', (eb) => eb.fn.any(eb.val(assignmentIds)))
    .orderBy('attemptedAt')
    .orderBy('contactAttemptId')
    .execute()

export const insertAttempt = (trx: Trx, row: Insertable<ContactAttempt>) =>
  trx.insertInto('contactAttempt').values(row).execute()

export type ConsentRow = NonNullable<Awaited<ReturnType<typeof findConsent>>>

export const findConsent = (db: Db | Trx, consentId: string) =>
  db.selectFrom('consent').selectAll().where('consentId', '=', consentId).executeTakeFirst()

export const findConsents = (db: Db | Trx, consentIds: readonly string[]) =>
  db
    .selectFrom('consent')
    .selectAll()
    .where('consentId', '=', (eb) => eb.fn.any(eb.val(consentIds)))
    .execute()

/** The referral that a consent stands behind, within what the partner may read. */
export const findReferralOfConsent = (db: Db | Trx, consentId: string, partnerId: string) =>
  db
    .selectFrom('referral')
    .innerJoin('referralReader', 'referralReader.referralId', 'referral.referralId')
    .select('referral.referralId')
    .where('referral.consentId', '=', consentId)
    .where('referralReader.partnerId', '=', partnerId)
    .executeTakeFirst()

export const withdraw = (trx: Trx, consentId: string, now: Date) =>
  trx.updateTable('consent').set({ withdrawnAt: now }).where('consentId', '=', consentId).execute()

export type Due = {
  readonly sandboxId?: string
  readonly sentBefore: Date
  readonly silentBefore: Date
  readonly now: Date
}

/** Assignments whose time has come: nobody answered, nobody gave news, a hold is over; those after one, in their order. */
export const findDue = (
  db: Db,
  { sandboxId, sentBefore, silentBefore, now }: Due,
  { after, limit }: { after: string | null; limit: number },
) =>
  db
    .selectFrom('referralAssignment')
    .innerJoin('referral', 'referral.referralId', 'referralAssignment.referralId')
    .select(['assignmentId', 'referralAssignment.referralId', 'referral.sourcePartnerId'])
    .select((eb) =>
      eb
        .case()
        .when('referralAssignment.status', 'in', ['sent', 'received', 'info_requested'])
        .then('expire' as const)
        .when('referralAssignment.status', '=', 'on_hold')
        .then('resume' as const)
        .else('close_no_news' as const)
        .end()
        .as('event'),
    )
    .where((eb) =>
      eb.or([
        // Told afterwards, it waits from when it could be read.
        eb('referralAssignment.status', 'in', ['sent', 'received', 'info_requested']).and(
          sql`greatest(sent_at, referral_assignment.created_at)`,
          '<=',
          sentBefore,
        ),
        eb('referralAssignment.status', 'in', ['accepted', 'in_progress']).and(
          'referralAssignment.updatedAt',
          '<=',
          silentBefore,
        ),
        eb('referralAssignment.status', '=', 'on_hold').and('heldUntil', '<=', now),
      ]),
    )
    .where((eb) =>
      sandboxId === undefined
        ? eb('referralAssignment.mode', '=', 'live')
        : eb.exists(
            eb
              .selectFrom('referralReader')
              .select('referralReader.partnerId')
              .whereRef('referralReader.referralId', '=', 'referralAssignment.referralId')
              .where('referralReader.partnerId', '=', sandboxId),
          ),
    )
    .where((eb) => (after === null ? eb.val(true) : eb('assignmentId', '>', after)))
    .orderBy('assignmentId')
    .limit(limit)
    .execute()
