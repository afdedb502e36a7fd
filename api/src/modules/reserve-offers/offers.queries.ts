import type { ReserveOfferStatus } from '@progress-ess/shared/reserve-offers'
import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'
import { newId } from '../../kit/ids.ts'

function selectOffers(db: Db | Trx) {
  return db
    .selectFrom('reserveOffer')
    .innerJoin('application', 'application.applicationId', 'reserveOffer.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .selectAll('reserveOffer')
    .select([
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.siren',
      'organisation.name as organisationName',
    ])
}

export type OfferRow = Awaited<ReturnType<typeof findOffers>>[number]

/** Every offer of a call, the first first. */
export async function findOffers(db: Db | Trx, callId: string) {
  return selectOffers(db)
    .where('reserveOffer.callId', '=', callId)
    .orderBy('reserveOffer.offeredAt')
    .orderBy('reserveOffer.reserveRank')
    .orderBy('reserveOffer.reserveOfferId')
    .execute()
}

export async function findOffer(db: Db | Trx, reserveOfferId: string) {
  return selectOffers(db).where('reserveOffer.reserveOfferId', '=', reserveOfferId).executeTakeFirst()
}

/** The offers that one file got, the last first, where `accountId` is of its organisation; null for staff. */
export async function findOffersOf(db: Db, applicationId: string, accountId: string | null) {
  let query = db.selectFrom('application').select('application.applicationId')
  if (accountId !== null) {
    query = query
      .innerJoin('organisationMember', 'organisationMember.organisationId', 'application.organisationId')
      .where('organisationMember.accountId', '=', accountId)
      .where('organisationMember.status', '=', 'active')
  } else {
    query = query.where('application.submittedAt', 'is not', null)
  }
  const file = await query.where('application.applicationId', '=', applicationId).executeTakeFirst()
  if (file === undefined) return undefined
  return selectOffers(db)
    .where('reserveOffer.applicationId', '=', applicationId)
    .orderBy('reserveOffer.offeredAt', 'desc')
    .orderBy('reserveOffer.reserveOfferId', 'desc')
    .execute()
}

/** What offers of a call are made by: its rules (those that were followed), and whether its results are public. */
export async function findReserveCall(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('adoption', 'adoption.callId', 'call.callId')
    .leftJoin('scenario', 'scenario.scenarioId', 'adoption.scenarioId')
    .leftJoin('envelope', 'envelope.callId', 'call.callId')
    .select(['call.callId', 'call.status', 'call.awardRules', 'envelope.heldCents'])
    .select(['scenario.rules as scenarioRules', 'scenario.snapshot'])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

/** The published reserve list of a call in the order of its ranks. */
export async function findReserveFiles(db: Db | Trx, callId: string) {
  return db
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .select([
      'decision.decisionId',
      'decision.reserveRank',
      'application.applicationId',
      'application.number',
      'application.projectTitle',
      'application.status',
      'application.requestedCents',
      'application.chargesCents',
      'application.organisationId',
      'organisation.siren',
      'organisation.name as organisationName',
    ])
    .where('decision.callId', '=', callId)
    .where('decision.outcome', '=', 'reserve')
    .where('decision.status', '=', 'published')
    .orderBy('decision.reserveRank')
    .orderBy('decision.place')
    .orderBy('application.number')
    .execute()
}

/** The awards of a call that have not ended, with their organisations. */
export async function findAwarded(db: Db | Trx, callId: string) {
  return db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .select(['application.number', 'award.amountCents', 'organisation.organisationId', 'organisation.siren'])
    .where('award.callId', '=', callId)
    .where('award.status', 'not in', ENDED_AWARDS)
    .execute()
}

export type NewOffer = {
  reserveOfferId: string
  callId: string
  applicationId: string
  decisionId: string
  reserveRank: number
  amountCents: number
  ceilingCents: number
  offeredAt: Date
  expiresAt: Date
}

export async function insertOffer(trx: Trx, row: NewOffer): Promise<void> {
  await trx
    .insertInto('reserveOffer')
    .values({ ...row, updatedAt: row.offeredAt })
    .execute()
}

/** Locks one offer, then reads it with its names. The envelope must be locked already: everybody goes in this order. */
export async function lockOffer(trx: Trx, reserveOfferId: string) {
  await trx
    .selectFrom('reserveOffer')
    .select('reserveOfferId')
    .where('reserveOfferId', '=', reserveOfferId)
    .forUpdate()
    .execute()
  return findOffer(trx, reserveOfferId)
}

type End = {
  readonly status: Exclude<ReserveOfferStatus, 'offered'>
  readonly reason: string | null
  readonly awardId: string | null
}

export async function endOffer(trx: Trx, reserveOfferId: string, end: End, now: Date): Promise<void> {
  await trx
    .updateTable('reserveOffer')
    .set((eb) => ({ ...end, endedAt: now, updatedAt: now, version: eb('version', '+', 1) }))
    .where('reserveOfferId', '=', reserveOfferId)
    .execute()
}

type Step = {
  readonly reserveOfferId: string
  readonly event: 'offer' | 'accept' | 'decline' | 'expire' | 'withdraw'
  readonly actorId: string | null
  readonly reason: string | null
  readonly at: Date
}

/** One line of an offer’s trace, which nobody changes afterwards. */
export async function noteStep(trx: Trx, row: Step): Promise<void> {
  await trx
    .insertInto('reserveOfferEvent')
    .values({ ...row, reserveOfferEventId: newId() })
    .execute()
}

/** Open offers whose time was over at an instant, those after one. */
export async function findToExpire(db: Db, at: Date, after: string | null, limit: number) {
  return db
    .selectFrom('reserveOffer')
    .select(['reserveOfferId'])
    .where('status', '=', 'offered')
    .where('expiresAt', '<=', at)
    .$if(after !== null, (query) => query.where('reserveOfferId', '>', after))
    .orderBy('reserveOfferId')
    .limit(limit)
    .execute()
}

/** Calls with published results, a reserve list, and money that nothing commits or holds. */
export async function findCallsWithMoney(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('call')
    .innerJoin('envelope', 'envelope.callId', 'call.callId')
    .select('call.callId')
    .where('call.status', '=', 'results_published')
    .where((eb) => eb('envelope.allocatedCents', '>', eb('envelope.committedCents', '+', eb.ref('envelope.heldCents'))))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('decision')
          .select('decision.decisionId')
          .whereRef('decision.callId', '=', 'call.callId')
          .where('decision.outcome', '=', 'reserve')
          .where('decision.status', '=', 'published'),
      ),
    )
    .execute()
  return rows.map(({ callId }) => callId)
}
