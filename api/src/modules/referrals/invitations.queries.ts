import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { ApplicationInvitation } from '../../db/schema.ts'
import { isOver } from './sharing.queries.ts'

/** A call that takes applications, as an invitation names it. */
export const findCall = (db: Db | Trx, callId: string) =>
  db
    .selectFrom('call')
    .select(['callId', 'code', 'title', 'status', 'opensAt', 'closesAt', 'graceMinutes'])
    .where('callId', '=', callId)
    .where('publishedAt', 'is not', null)
    .executeTakeFirst()

export const insertInvitation = (trx: Trx, row: Insertable<ApplicationInvitation>) =>
  trx.insertInto('applicationInvitation').values(row).execute()

/** A new link takes the place of one that was not used: only the last mail works. */
export const deleteUnused = (trx: Trx, referralId: string, callId: string) =>
  trx
    .deleteFrom('applicationInvitation')
    .where('referralId', '=', referralId)
    .where('callId', '=', callId)
    .where('usedAt', 'is', null)
    .execute()

export const findInvitations = (db: Db | Trx, referralId: string) =>
  db
    .selectFrom('applicationInvitation')
    .innerJoin('call', 'call.callId', 'applicationInvitation.callId')
    .leftJoin('application', 'application.applicationId', 'applicationInvitation.applicationId')
    .selectAll('applicationInvitation')
    .select(['call.code as callCode', 'call.title as callTitle', 'application.number'])
    .where('applicationInvitation.referralId', '=', referralId)
    .orderBy('applicationInvitation.createdAt')
    .orderBy('applicationInvitation.applicationInvitationId')
    .execute()

/** The invitation of a link, with what it may tell of its referral; locked where it is about to be used. */
export async function findByToken(db: Db | Trx, tokenHash: string, now: Date) {
  return db
    .selectFrom('applicationInvitation')
    .innerJoin('referral', 'referral.referralId', 'applicationInvitation.referralId')
    .innerJoin('party', 'party.partyId', 'referral.partyId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .selectAll('applicationInvitation')
    .select(['referral.projectTitle', 'referral.projectSummary', 'referral.reference', 'referral.status'])
    .select(['party.firstName', 'party.lastName', 'party.phone', 'party.organisationName', 'party.communeCode'])
    .select(['party.siret', 'party.siren', 'party.rna', 'party.blankedAt', isOver(now).as('isConsentOver')])
    .select('party.email as partyEmail')
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst()
}

export const lockInvitation = (trx: Trx, tokenHash: string) =>
  trx
    .selectFrom('applicationInvitation')
    .select('applicationInvitationId')
    .where('tokenHash', '=', tokenHash)
    .forUpdate()
    .execute()

export const useInvitation = (trx: Trx, invitationId: string, change: { usedAt: Date; applicationId: string }) =>
  trx.updateTable('applicationInvitation').set(change).where('applicationInvitationId', '=', invitationId).execute()
