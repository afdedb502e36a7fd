import type { DeclaredAid } from '@progress-ess/shared/de-minimis'
import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** What we gave to these organisations as de minimis, each on its day in Paris. */
export function findAwards(db: Db | Trx, organisationIds: readonly string[]) {
  return db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('call', 'call.callId', 'award.callId')
    .leftJoin('followUp', 'followUp.callId', 'award.callId')
    .select([
      'application.organisationId',
      'award.applicationId',
      'award.amountCents',
      'call.title',
      sql<string>`to_char(award.committed_at at time zone 'Europe/Paris', 'YYYY-MM-DD')`.as('grantedOn'),
    ])
    .where('application.organisationId', '=', (eb) => eb.fn.any(eb.val([...organisationIds])))
    .where('award.status', 'not in', ENDED_AWARDS)
    .where(sql<boolean>`coalesce(follow_up.settings ->> 'deMinimis', 'warn') <> 'off'`)
    .orderBy('award.committedAt', 'desc')
    .execute()
}

export function findKnownGrants(db: Db | Trx, organisationIds: readonly string[]) {
  return db
    .selectFrom('knownGrant')
    .select(['organisationId', 'knownGrantId', 'grantedOn', 'amountCents', 'label'])
    .where('organisationId', '=', (eb) => eb.fn.any(eb.val([...organisationIds])))
    .where('removedAt', 'is', null)
    .where('isDeMinimis', '=', true)
    .orderBy('grantedOn', 'desc')
    .orderBy('knownGrantId')
    .execute()
}

/** The latest sworn list of each organisation. */
export function findDeclarations(db: Db | Trx, organisationIds: readonly string[]) {
  return db
    .selectFrom('aidDeclaration')
    .distinctOn('organisationId')
    .select(['organisationId', 'items', 'declaredAt', 'signatoryName'])
    .where('organisationId', '=', (eb) => eb.fn.any(eb.val([...organisationIds])))
    .orderBy('organisationId')
    .orderBy('declaredAt', 'desc')
    .orderBy('aidDeclarationId', 'desc')
    .execute()
}

export type NewDeclaration = {
  readonly aidDeclarationId: string
  readonly organisationId: string
  readonly items: readonly DeclaredAid[]
  readonly signatoryName: string
  readonly declaredBy: string
  readonly declaredAt: Date
}

export async function insertDeclaration(trx: Trx, row: NewDeclaration): Promise<void> {
  await trx
    .insertInto('aidDeclaration')
    .values({ ...row, items: JSON.stringify(row.items) })
    .execute()
}

export type NewGrantRow = {
  readonly knownGrantId: string
  readonly organisationId: string
  readonly grantedOn: string
  readonly amountCents: number
  readonly label: string
  readonly isDeMinimis: boolean
  readonly recordedBy: string
  readonly recordedAt: Date
}

export async function insertKnownGrant(trx: Trx, row: NewGrantRow): Promise<void> {
  await trx.insertInto('knownGrant').values(row).execute()
}

/** The organisation that it was recorded for; undefined when there is none, or it was removed already. */
export const removeKnownGrant = (trx: Trx, knownGrantId: string, removedBy: string, removedAt: Date) =>
  trx
    .updateTable('knownGrant')
    .set({ removedBy, removedAt })
    .where('knownGrantId', '=', knownGrantId)
    .where('removedAt', 'is', null)
    .returning('organisationId')
    .executeTakeFirst()

/** The lines of a call that give money: decided or proposed, the latter without an award yet. */
export function findGrantLines(db: Db | Trx, callId: string) {
  return db
    .selectFrom('decision')
    .innerJoin('application', 'application.applicationId', 'decision.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .select([
      'decision.applicationId',
      'decision.amountCents',
      'application.number',
      'application.organisationId',
      'organisation.name as organisationName',
      'organisation.siren',
      'award.awardId',
      'award.amountCents as awardCents',
      'award.committedAt',
    ])
    .where('decision.callId', '=', callId)
    .where('decision.outcome', '=', sql.lit('awarded'))
    .where((eb) => eb.or([eb('award.status', 'is', null), eb('award.status', 'not in', ENDED_AWARDS)]))
    .orderBy('decision.place')
    .orderBy('decision.decisionId')
    .execute()
}

export const findCall = (db: Db | Trx, callId: string) =>
  db.selectFrom('call').select(['callId', 'code']).where('callId', '=', callId).executeTakeFirst()

export async function findOrganisationOf(db: Db | Trx, applicationId: string): Promise<string | null> {
  const row = await db
    .selectFrom('application')
    .select('organisationId')
    .where('applicationId', '=', applicationId)
    .executeTakeFirst()
  return row?.organisationId ?? null
}

/** Decisions on one organisation wait here for one another: each sees what the one before it gave. */
export async function lockOrganisation(trx: Trx, organisationId: string): Promise<void> {
  await trx
    .selectFrom('organisation')
    .select('organisationId')
    .where('organisationId', '=', organisationId)
    .forNoKeyUpdate()
    .execute()
}
