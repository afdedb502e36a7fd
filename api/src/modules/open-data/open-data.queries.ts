import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** The calendar year of a decision is that of Paris. */
const yearOf = sql<number>`extract(year from award.committed_at at time zone 'Europe/Paris')::int`

/** All awards of calls whose results are public, those that have ended too, with what the beneficiary got in the same year, all calls together. */
const published = (db: Db | Trx) =>
  db
    .selectFrom('award')
    .innerJoin('call', 'call.callId', 'award.callId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .where('call.resultsPublishedAt', 'is not', null)
    .select([
      'award.awardId as grantId',
      'award.amountCents',
      'award.committedAt',
      'award.updatedAt',
      'call.callId',
      'call.code as callCode',
      'call.title as callTitle',
      'call.isDemo',
      'application.number',
      'application.projectTitle',
      'application.requestedCents',
      'organisation.name',
      'organisation.siren',
      'organisation.siret',
      'organisation.rna',
      'organisation.communeCode',
      'organisation.communeName',
      yearOf.as('year'),
      sql<boolean>`award.status in (${sql.join(ENDED_AWARDS)})`.as('hasEnded'),
      sql<number>`coalesce(sum(award.amount_cents) filter (where award.status not in (${sql.join(ENDED_AWARDS)})) over (partition by organisation.organisation_id, ${yearOf}), 0)::bigint`.as(
        'yearTotalCents',
      ),
    ])

/** All awards of a year, in the order of their decisions. The range of instants is what the index is for. */
export function findGrants(db: Db | Trx, year: number) {
  const from = sql<Date>`make_timestamptz(${year}, 1, 1, 0, 0, 0, 'Europe/Paris')`
  const before = sql<Date>`make_timestamptz(${year + 1}, 1, 1, 0, 0, 0, 'Europe/Paris')`
  return published(db)
    .where('award.status', 'not in', ENDED_AWARDS)
    .where('award.committedAt', '>=', from)
    .where('award.committedAt', '<', before)
    .orderBy('award.committedAt')
    .orderBy('award.awardId')
    .execute()
}

/** Every published award, those that have ended too, with what was paid of it and when anything of it last moved. */
export function findPublishedAwards(db: Db | Trx) {
  return published(db)
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .select((eb) => [
      'award.status',
      sql<number>`coalesce(envelope_award.paid_cents, 0)`.as('paidCents'),
      sql<Date>`greatest(award.updated_at, ${eb
        .selectFrom('envelopeEntry')
        .select((inner) => inner.fn.max('envelopeEntry.at').as('at'))
        .whereRef('envelopeEntry.awardId', '=', 'award.awardId')})`.as('movedAt'),
    ])
    .orderBy('award.committedAt', 'desc')
    .orderBy('award.awardId')
    .execute()
}

export type PublishedAwardRow = Awaited<ReturnType<typeof findPublishedAwards>>[number]

export type GrantRow = Awaited<ReturnType<typeof findGrants>>[number]

/**
 * Each year in one line. `thresholdCents` is what a beneficiary may get in a year before publication is compulsory. What was
 * given back counts for the moment of the last change alone: who copies the file learns that it is another one.
 */
export function findYears(db: Db | Trx, thresholdCents: number) {
  return db
    .selectFrom(published(db).as('one'))
    .select((eb) => [
      'one.year',
      eb.fn.countAll<number>().filterWhere('hasEnded', '=', false).as('grantCount'),
      sql<number>`coalesce(sum(one.amount_cents) filter (where not one.has_ended), 0)::bigint`.as('totalCents'),
      eb.fn
        .countAll<number>()
        .filterWhere('hasEnded', '=', false)
        .filterWhere('one.yearTotalCents', '>', thresholdCents)
        .as('compulsoryCount'),
      eb.fn
        .countAll<number>()
        .filterWhere('hasEnded', '=', false)
        .filterWhere('one.siret', 'is', null)
        .as('withoutSiretCount'),
      eb.fn.max('one.updatedAt').as('updatedAt'),
    ])
    .groupBy('one.year')
    .orderBy('one.year', 'desc')
    .execute()
}

/** Calls that were published and not cancelled, the latest edition first. */
export function findAidCalls(db: Db | Trx) {
  return db
    .selectFrom('call')
    .innerJoin('programme', 'programme.programmeId', 'call.programmeId')
    .select([
      'call.callId',
      'call.status',
      'call.title',
      'call.summary',
      'call.description',
      'call.eligibility',
      'call.awardRules',
      'call.opensAt',
      'call.closesAt',
      'call.graceMinutes',
      'call.createdAt',
      'call.updatedAt',
      'programme.name as programme',
    ])
    .where('call.publishedAt', 'is not', null)
    .where('call.status', '<>', 'cancelled')
    .orderBy('call.edition', 'desc')
    .orderBy('call.callId', 'desc')
    .execute()
}

export type AidRow = Awaited<ReturnType<typeof findAidCalls>>[number]
