import type { RevisionContent } from '@progress-ess/shared/applications'
import { compileOnce, type ValueOf } from '../../db/compiled.ts'
import type { Db, Trx } from '../../db/database.ts'

export type RevisionKind = 'submission' | 'update' | 'resubmission'

type Revision<Content> = {
  readonly applicationId: string
  readonly number: number
  readonly kind: RevisionKind
  readonly content: Content
  readonly fingerprint: string
  readonly submittedBy: string | null
  readonly submittedAt: Date
}

const writeRevision = compileOnce((db, value: ValueOf<Revision<string>>) =>
  db.insertInto('applicationRevision').values({
    applicationId: value('applicationId'),
    number: value('number'),
    kind: value('kind'),
    content: value('content'),
    fingerprint: value('fingerprint'),
    submittedBy: value('submittedBy'),
    submittedAt: value('submittedAt'),
  }),
)

export async function insertRevision(trx: Trx, revision: Revision<RevisionContent>): Promise<void> {
  await writeRevision(trx, { ...revision, content: JSON.stringify(revision.content) }, undefined)
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
