import type { RevisionContent } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'

export type RevisionKind = 'submission' | 'update' | 'resubmission'

export async function insertRevision(
  trx: Trx,
  row: {
    applicationId: string
    number: number
    kind: RevisionKind
    content: RevisionContent
    fingerprint: string
    submittedBy: string | null
    submittedAt: Date
  },
): Promise<void> {
  await trx
    .insertInto('applicationRevision')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute()
}

export async function findRevisions(db: Db | Trx, applicationId: string) {
  return db
    .selectFrom('applicationRevision')
    .select(['number', 'kind', 'submittedAt', 'fingerprint'])
    .where('applicationId', '=', applicationId)
    .orderBy('number')
    .execute()
}

export async function findRevision(db: Db | Trx, applicationId: string, number: number) {
  return db
    .selectFrom('applicationRevision')
    .select(['number', 'kind', 'submittedAt', 'fingerprint', 'content'])
    .where('applicationId', '=', applicationId)
    .where('number', '=', number)
    .executeTakeFirst()
}

export async function findCorrections(db: Db | Trx, applicationId: string) {
  return db
    .selectFrom('correction')
    .selectAll()
    .where('applicationId', '=', applicationId)
    .orderBy('requestedAt', 'desc')
    .execute()
}

export async function insertCorrection(
  trx: Trx,
  row: {
    correctionId: string
    applicationId: string
    fields: string[]
    message: string
    baseRevision: number
    requestedBy: string | null
    requestedAt: Date
    dueAt: Date
  },
): Promise<void> {
  await trx.insertInto('correction').values(row).execute()
}

/** Closes the running correction: answered by a revision, or ended by an agent. */
export async function closeCorrection(
  trx: Trx,
  correctionId: string,
  change: { answeredAt: Date; answerRevision: number } | { endedAt: Date; endReason: string },
): Promise<void> {
  await trx.updateTable('correction').set(change).where('correctionId', '=', correctionId).execute()
}

/** Operations that say nothing to people: each autosave is a line of the audit, not of the history. */
const SILENT = ['saveApplication']

/** The audit lines of an application, newest first, with the names of those who acted. */
export async function findHistory(db: Db, applicationId: string) {
  return db
    .selectFrom('auditEntry')
    .leftJoin('account', 'account.accountId', 'auditEntry.actorId')
    .select(['auditEntry.at', 'auditEntry.operation', 'auditEntry.data', 'account.displayName', 'account.roles'])
    .where('auditEntry.subjectType', '=', 'application')
    .where('auditEntry.subjectId', '=', applicationId)
    .where('auditEntry.operation', 'not in', SILENT)
    .orderBy('auditEntry.position', 'desc')
    .limit(500)
    .execute()
}
