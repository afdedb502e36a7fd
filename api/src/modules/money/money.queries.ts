import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** The calendar year of a decision is that of Paris. */
const yearOf = (column: string) => sql`extract(year from ${sql.ref(column)} at time zone 'Europe/Paris')`

/** An award with what follows it; payments and claims are summed in one pass each over their index by award. */
const select = (db: Db | Trx, today: string) =>
  db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'award.callId')
    .leftJoin('followUp', 'followUp.callId', 'award.callId')
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .leftJoin('agreement', (join) =>
      join.onRef('agreement.awardId', '=', 'award.awardId').on('agreement.status', '<>', sql.lit('terminated')),
    )
    .leftJoin('report', 'report.awardId', 'award.awardId')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('payment')
          .select([
            sql<number>`coalesce(sum(payment.amount_cents) filter (where payment.status not in ('cancelled', 'paid')), 0)::bigint`.as(
              'unpaidCents',
            ),
            sql<number>`count(*) filter (where payment.status = 'planned')::int`.as('planned'),
            sql<number>`count(*) filter (where payment.status = 'requested')::int`.as('requested'),
            sql<number>`count(*) filter (where payment.status = 'approved')::int`.as('approved'),
            sql<number>`count(*) filter (where payment.status = 'ordered')::int`.as('ordered'),
            sql<number>`count(*) filter (where payment.status = 'failed')::int`.as('failed'),
            sql<number>`count(*) filter (where payment.status = 'paid')::int`.as('paid'),
            sql<boolean>`coalesce(bool_or(payment.status = 'planned' and (payment.due <> 'date' or payment.due_on <= ${today}::date)
              and (payment.due <> 'report' or report.status = 'accepted')), false)`.as('hasDuePayment'),
          ])
          .whereRef('payment.awardId', '=', 'award.awardId')
          .as('money'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('refund')
          .select([
            sql<number>`coalesce(sum(refund.amount_cents), 0)::bigint`.as('claimedCents'),
            sql<string | null>`min(refund.due_on)`.as('refundDueOn'),
          ])
          .whereRef('refund.awardId', '=', 'award.awardId')
          .where('refund.status', '=', sql.lit('claimed'))
          .as('claims'),
      (join) => join.onTrue(),
    )
    .select([
      'award.awardId',
      'award.callId',
      'call.code as callCode',
      'award.applicationId',
      'application.number',
      'application.projectTitle',
      'application.requestedCents',
      'application.organisationId',
      'organisation.name as organisationName',
      'award.status as awardStatus',
      'award.committedAt',
      'followUp.settings',
      sql<number>`coalesce(envelope_award.committed_cents, 0)`.as('committedCents'),
      sql<number>`coalesce(envelope_award.paid_cents, 0)`.as('paidCents'),
      'agreement.status as agreementStatus',
      'agreement.signedFileId',
      'report.status as reportStatus',
      'report.dueOn as reportDueOn',
      // Of what is paid the ledger knows how much that is, net of what was recovered.
      sql<number>`coalesce(money.unpaid_cents, 0) + coalesce(envelope_award.paid_cents, 0)`.as('plannedCents'),
      'money.planned',
      'money.requested',
      'money.approved',
      'money.ordered',
      'money.failed',
      'money.paid',
      'money.hasDuePayment',
      'claims.claimedCents',
      'claims.refundDueOn',
      sql<boolean>`exists (select from bank_account b where b.organisation_id = application.organisation_id and b.status = 'confirmed')`.as(
        'hasAccount',
      ),
      sql<boolean>`exists (select from bank_account b where b.organisation_id = application.organisation_id and b.status = 'proposed')`.as(
        'isAccountWaiting',
      ),
      sql<number>`(coalesce((select sum(w.amount_cents) from award w join application f on f.application_id = w.application_id
          where f.organisation_id = application.organisation_id and w.status not in (${sql.join(ENDED_AWARDS)})
            and ${yearOf('w.committed_at')} = ${yearOf('award.committed_at')}), 0)
        + coalesce((select sum(g.amount_cents) from known_grant g
          where g.organisation_id = application.organisation_id and g.removed_at is null
            and extract(year from g.granted_on) = ${yearOf('award.committed_at')}), 0))::bigint`.as('yearCents'),
    ])

export type FollowedRow = Awaited<ReturnType<typeof findFollowed>>[number]

export type FollowedFilter = {
  readonly callId?: string | undefined
  readonly isLate?: boolean | undefined
  readonly today: string
  readonly limit: number
  readonly after: readonly CursorValue[] | null
}

/** The latest first; one more than asked for, which says that there is more. */
export function findFollowed(db: Db | Trx, { callId, isLate, today, limit, after }: FollowedFilter) {
  let query = select(db, today).where('award.status', 'not in', ['renounced', 'lapsed'])
  if (callId !== undefined) query = query.where('award.callId', '=', callId)
  if (isLate === true) {
    query = query.where((eb) =>
      eb.or([
        eb.and([
          eb('report.status', 'in', ['due', 'changes_requested']),
          eb('report.dueOn', '<', today),
          eb('award.status', 'in', ['accepted', 'agreed']),
        ]),
        eb('claims.refundDueOn', '<', today),
      ]),
    )
  }
  if (after !== null) query = query.where((eb) => afterKey(eb, ['award.committedAt', 'award.awardId'], 'desc', after))
  return query
    .orderBy('award.committedAt', 'desc')
    .orderBy('award.awardId', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Of one organisation, those that it may know of; some dozens at most. */
export function findFollowedOf(db: Db | Trx, organisationId: string, which: 'all' | 'published', today: string) {
  let query = select(db, today).where('application.organisationId', '=', organisationId)
  if (which === 'published') query = query.where('award.status', '<>', 'committed')
  return query.orderBy('award.committedAt', 'desc').orderBy('award.awardId', 'desc').limit(500).execute()
}

/** What an organisation has asked for in files that it submitted and did not withdraw, in cents. */
export async function findAsked(db: Db | Trx, organisationId: string): Promise<number> {
  const { cents } = await db
    .selectFrom('application')
    .select(sql<number>`coalesce(sum(requested_cents), 0)::bigint`.as('cents'))
    .where('organisationId', '=', organisationId)
    .where('submittedAt', 'is not', null)
    .where('status', '<>', 'withdrawn')
    .executeTakeFirstOrThrow()
  return cents
}
