import type { ApplicationAction } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Actor, type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { isStaff } from '../organisations/index.ts'
import * as queries from './applications.queries.ts'
import { type ApplicationRole, decideApplication } from './applications.rules.ts'
import { situationOf, toApplication } from './applications.views.ts'

/** Staff see every submitted file; others those of their organisations. */
export const scopeOf = (actor: Actor): queries.Scope =>
  isStaff(actor) ? { staff: true } : { memberId: requireAccount(actor).accountId }

/** How the caller stands towards this application. A reader of the organisation only reads. */
export function rolesTowards(actor: Actor, row: queries.ApplicationRow): ApplicationRole[] {
  if (actor.kind === 'system') return ['system']
  return [
    ...(row.myRole === 'owner' || row.myRole === 'editor' ? (['applicant'] as const) : []),
    ...(hasRole(actor, 'agent', 'manager') ? (['agent'] as const) : []),
  ]
}

export async function readRow(ctx: Context<Db | Trx>, applicationId: string): Promise<queries.ApplicationRow> {
  const row = await queries.findApplication(ctx.db, applicationId, scopeOf(ctx.actor))
  if (row === undefined) throw notFound('application')
  return row
}

export const view = (ctx: Context<Db | Trx>, row: queries.ApplicationRow) =>
  toApplication(row, { roles: rolesTowards(ctx.actor, row), now: ctx.now })

export type Change = Parameters<typeof queries.saveRow>[2]

export type Act = {
  readonly operation: string
  readonly event: ApplicationAction
  /** The version that the caller read, where the operation asks for it. */
  readonly version?: number
  readonly data?: Readonly<Record<string, unknown>>
  /** What the event writes besides the state; may refuse, and may write elsewhere in the same transaction. */
  readonly change?: (row: queries.ApplicationRow, ctx: Context<Trx>) => Promise<Change> | Change
  /** After the row is saved, in the same transaction: mails, search text. */
  readonly after?: (row: queries.ApplicationRow, ctx: Context<Trx>) => Promise<void>
}

/**
 * Load, decide, save: one event on one application, in one transaction. Time is judged at the arrival of the request.
 * Answers the row as it is afterwards.
 */
export function act(ctx: Context, applicationId: string, what: Act): Promise<ReturnType<typeof toApplication>> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockApplication(inner.db, applicationId, scopeOf(inner.actor))
    if (row === undefined) throw notFound('application')
    const roles = rolesTowards(inner.actor, row)
    if (row.myRole === 'reader' && roles.length === 0) {
      throw new Refusal('forbidden', 'organisation-read-only', 'You may only read the files of this organisation')
    }
    if (what.version !== undefined && what.version !== row.version) throw staleVersion(row.version)
    const verdict = decideApplication(situationOf(row, inner.receivedAt), what.event, roles, inner.receivedAt)
    if (!verdict.ok) {
      throw new Refusal(verdict.code === 'role-not-allowed' ? 'forbidden' : 'conflict', verdict.code, verdict.detail)
    }
    const to = verdict.to ?? row.status
    const change = (await what.change?.(row, inner)) ?? {}
    const saved = await queries.saveRow(inner.db, row, { ...change, status: to }, inner.now)
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: what.operation,
      subjectType: 'application',
      subjectId: applicationId,
      versionBefore: row.version,
      versionAfter: saved.version,
      data: { ...(to === row.status ? {} : { from: row.status, to }), ...what.data },
    })
    const after = await readRow(inner, applicationId)
    await what.after?.(after, inner)
    return view(inner, after)
  })
}
