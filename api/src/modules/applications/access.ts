import type { ApplicationAction } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Actor, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { isStaff } from '../organisations/index.ts'
import * as queries from './applications.queries.ts'
import { type ApplicationRole, decideApplication } from './applications.rules.ts'
import { hasUnsubmittedChanges, situationOf, toApplication } from './applications.views.ts'
import { findRevision } from './revisions.queries.ts'

/** Staff see every submitted file and those of their own organisations; others the latter alone. */
export const scopeOf = (actor: Actor): queries.Scope => ({
  accountId: accountIdOf(actor),
  reach: actor.kind === 'system' ? 'any' : isStaff(actor) ? 'submitted' : 'own',
})

/** How the caller stands towards this application. A reader of the organisation only reads. */
export function rolesTowards(actor: Actor, row: queries.ApplicationRow): ApplicationRole[] {
  if (actor.kind === 'system') return ['system']
  return [
    ...(row.myRole === 'owner' || row.myRole === 'editor' ? (['applicant'] as const) : []),
    ...(hasRole(actor, 'agent', 'manager') ? (['agent'] as const) : []),
  ]
}

export type Change = Parameters<typeof queries.saveRow>[2]

/** The content of the last submission, where the working copy has moved on since. */
async function submittedContent(db: Db | Trx, row: queries.ApplicationRow) {
  if (!hasUnsubmittedChanges(row)) return null
  const revision = await findRevision(db, row.applicationId, row.revisionNumber)
  if (revision === undefined) return null
  const { answers, budget, contactName, contactPhone } = revision.content
  return { answers, budget, contactName, contactPhone }
}

/** Takes the working copy back to the last submission: what was typed and not submitted by its date does not count. */
export async function backToSubmitted(db: Trx, row: queries.ApplicationRow): Promise<Change> {
  const content = await submittedContent(db, row)
  return content === null ? {} : { ...content, submittedVersion: row.version + 1 }
}

/** The application as the caller may read it: what was changed and not submitted is for its organisation alone. */
export async function readRow(
  ctx: Context<Db | Trx>,
  applicationId: string,
  scope = scopeOf(ctx.actor),
): Promise<queries.ApplicationRow> {
  const row = await queries.findApplication(ctx.db, applicationId, scope)
  if (row === undefined) throw notFound('application')
  return row.myRole === null ? { ...row, ...(await submittedContent(ctx.db, row)) } : row
}

export const view = (ctx: Context<Db | Trx>, row: queries.ApplicationRow) =>
  toApplication(row, { roles: rolesTowards(ctx.actor, row), now: ctx.now })

export type Act = {
  readonly operation: string
  /** Which event it is may depend on where the file stands. */
  readonly event: ApplicationAction | ((row: queries.ApplicationRow) => ApplicationAction)
  /** The version that the caller read, where the operation asks for it. */
  readonly version?: number
  readonly data?: Readonly<Record<string, unknown>>
  /** Which applications exist for this act; by default those that the caller sees. */
  readonly reach?: queries.Scope['reach']
  /** What the event writes besides the state; may refuse, and may write elsewhere in the same transaction. */
  readonly change?: (row: queries.ApplicationRow, ctx: Context<Trx>) => Promise<Change> | Change
  /** What is written beside the row, before it is saved. */
  readonly beside?: (row: queries.ApplicationRow, ctx: Context<Trx>) => Promise<unknown>
  /** Gives the file its number, where it has none: under a lock that others wait for, so nothing is waited for after it. */
  readonly takesNumber?: boolean
  /** After the row is saved, in the same transaction: mails, events. */
  readonly after?: (row: queries.ApplicationRow, ctx: Context<Trx>) => Promise<void>
}

/** The row as these leave it is known: they change nothing of what is joined to it, and are the applicant’s own. */
const WRITES_ITSELF_ALONE: ReadonlySet<ApplicationAction> = new Set(['edit', 'submit'])

/**
 * Load, decide, save: one event on one application, in one transaction. Time is judged at the arrival of the request.
 * Answers the application as it is afterwards.
 */
export function act(ctx: Context, applicationId: string, what: Act): Promise<ReturnType<typeof toApplication>> {
  return inTransaction(ctx, async (inner) => {
    const { actor, receivedAt } = inner
    const scope = { ...scopeOf(actor), ...(what.reach === undefined ? {} : { reach: what.reach }) }
    const row = await queries.lockApplication(inner.db, applicationId, scope)
    if (row === undefined) throw notFound('application')
    const roles = rolesTowards(actor, row)
    if (row.myRole === 'reader' && roles.length === 0) {
      throw new Refusal('forbidden', 'organisation-read-only', 'You may only read the files of this organisation')
    }
    if (what.version !== undefined && what.version !== row.version) throw staleVersion(row.version)
    const event = typeof what.event === 'function' ? what.event(row) : what.event
    const verdict = decideApplication(situationOf(row, receivedAt), event, roles, receivedAt)
    if (!verdict.ok) throw refusalOf(verdict)
    const to = verdict.to ?? row.status
    const change = { ...keepSubmitted(row, event), ...(await what.change?.(row, inner)), status: to }
    const finish = async (): Promise<queries.ApplicationRow> => {
      const after = WRITES_ITSELF_ALONE.has(event)
        ? { ...row, ...queries.writtenBy(change, inner.now), version: row.version + 1 }
        : await readRow(inner, applicationId, scope)
      await what.after?.(after, inner)
      return after
    }
    // None waits for another’s answer, so they leave together, in this order; the version was read under the lock of the row.
    if (WRITES_ITSELF_ALONE.has(event)) inner.commitBehind?.()
    const audited = recordAudit(inner, {
      operation: what.operation,
      subjectType: 'application',
      subjectId: applicationId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: { ...(to === row.status ? {} : { from: row.status, to }), ...what.data },
    })
    const takesNumber = what.takesNumber === true && row.number === null
    const [, , saved, after] = await Promise.all([
      audited,
      what.beside?.(row, inner),
      queries.saveRow(inner.db, row, change, { now: inner.now, takesNumber }),
      finish(),
    ])
    if (saved === undefined) throw staleVersion(row.version)
    return view(inner, { ...after, number: saved.number })
  })
}

/** Every event moves the version on, but only an edit makes the working copy differ from what was submitted. */
const keepSubmitted = ({ version, submittedVersion }: queries.ApplicationRow, event: ApplicationAction): Change =>
  event !== 'edit' && submittedVersion === version ? { submittedVersion: version + 1 } : {}
