import type { Job, JobKind } from '@progress-ess/shared/jobs'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Actor, accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import * as queries from './jobs.queries.ts'
import { decideJob, type JobRole, KEPT_MS, MOST_OPEN } from './jobs.rules.ts'
import { toJob } from './jobs.views.ts'

const rolesOf = (actor: Actor): JobRole[] => [
  ...(actor.kind === 'system' ? (['system'] as const) : []),
  ...(hasRole(actor, 'agent', 'manager') ? (['agent'] as const) : []),
]

export type Wanted = {
  readonly kind: JobKind
  readonly callId: string
  /** The same work, asked for again while it waits or runs, is the same job: at most 200 characters. */
  readonly key: string
  /** A later job of the same person takes the place of the one in this slot. */
  readonly slot?: string
  readonly label?: string
  /** All that the work needs, as it is now. */
  readonly input: object
}

/** Asks for work in the transaction of the request, or joins the same work. Refuses `too-many-jobs`. */
export async function requestJob(ctx: Context<Trx>, operation: string, wanted: Wanted): Promise<Job> {
  const row = {
    ...wanted,
    jobId: newId(),
    slot: wanted.slot ?? null,
    label: wanted.label ?? null,
    createdBy: accountIdOf(ctx.actor),
    createdAt: ctx.now,
  }
  if (row.slot !== null) await queries.cancelSlot(ctx.db, row)
  const joined = await queries.findOpen(ctx.db, row)
  if (joined !== undefined) return toJob(joined, rolesOf(ctx.actor))
  if ((await queries.countOpen(ctx.db, row.callId)) >= MOST_OPEN) {
    throw new Refusal('conflict', 'too-many-jobs', `At most ${MOST_OPEN} long computations of a call wait or run`)
  }
  if ((await queries.insertJob(ctx.db, row)) === undefined) return requestJob(ctx, operation, wanted)
  await recordAudit(ctx, {
    operation,
    subjectType: 'job',
    subjectId: row.jobId,
    data: { callId: row.callId, kind: row.kind, key: row.key },
  })
  const made = await queries.findJob(ctx.db, row.jobId)
  if (made === undefined) throw notFound('job')
  return toJob(made, rolesOf(ctx.actor))
}

export async function getJob(ctx: Context, jobId: string): Promise<Job> {
  const row = await queries.findJob(ctx.db, jobId)
  if (row === undefined) throw notFound('job')
  return toJob(row, rolesOf(ctx.actor))
}

export async function listJobs(ctx: Context, callId: string): Promise<Job[]> {
  if (!(await queries.hasCall(ctx.db, callId))) throw notFound('call')
  const rows = await queries.findJobs(ctx.db, callId, new Date(ctx.now.getTime() - KEPT_MS))
  return rows.map((row) => toJob(row, rolesOf(ctx.actor)))
}

/** The process that runs it hears of it within a second; what it made until then is not kept. */
export function cancelJob(ctx: Context, jobId: string): Promise<Job> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockJob(inner.db, jobId)
    if (row === undefined) throw notFound('job')
    const verdict = decideJob(row.status, 'cancel', rolesOf(ctx.actor))
    if (!verdict.ok) throw refusalOf(verdict)
    await queries.saveCancelled(inner.db, jobId, inner.now)
    await recordAudit(inner, {
      operation: 'cancelJob',
      subjectType: 'job',
      subjectId: jobId,
      data: { callId: row.callId, kind: row.kind },
    })
    const after = await queries.findJob(inner.db, jobId)
    if (after === undefined) throw notFound('job')
    return toJob(after, rolesOf(ctx.actor))
  })
}

/** Forgets jobs a day after their end; what they made stays. */
export const purgeEndedJobs = (ctx: Context): Promise<void> =>
  queries.purgeJobs(ctx.db, new Date(ctx.now.getTime() - KEPT_MS))
