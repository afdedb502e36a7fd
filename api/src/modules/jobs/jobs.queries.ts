import type { JobKind, JobProblem, JobProgress } from '@progress-ess/shared/jobs'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

const OPEN = ['waiting', 'running'] as const

const selectJobs = (db: Db | Trx) =>
  db
    .selectFrom('job')
    .select([
      'job.jobId',
      'job.kind',
      'job.callId',
      'job.label',
      'job.status',
      'job.phase',
      'job.done',
      'job.total',
      'job.problem',
      'job.scenarioId',
      'job.createdAt',
      'job.startedAt',
      'job.finishedAt',
    ])
    .select(
      sql<number>`(select count(*)::integer from job as other
        where job.status = 'waiting' and other.status in ('waiting', 'running')
          and (other.created_at, other.job_id) < (job.created_at, job.job_id))`.as('ahead'),
    )

export type JobRow = NonNullable<Awaited<ReturnType<typeof findJob>>>

export async function findJob(db: Db | Trx, jobId: string) {
  return selectJobs(db).where('job.jobId', '=', jobId).executeTakeFirst()
}

/** What is open, and what ended since, the newest first. */
export async function findJobs(db: Db, callId: string, since: Date) {
  return selectJobs(db)
    .where('job.callId', '=', callId)
    .where((or) => or.or([or('job.status', 'in', OPEN), or('job.finishedAt', '>', since)]))
    .orderBy('job.createdAt', 'desc')
    .orderBy('job.jobId', 'desc')
    .limit(100)
    .execute()
}

export async function hasCall(db: Db, callId: string): Promise<boolean> {
  const row = await db.selectFrom('call').select('callId').where('callId', '=', callId).executeTakeFirst()
  return row !== undefined
}

export async function lockJob(trx: Trx, jobId: string) {
  return trx
    .selectFrom('job')
    .select(['jobId', 'status', 'callId', 'kind'])
    .where('jobId', '=', jobId)
    .forUpdate()
    .executeTakeFirst()
}

export type NewJobRow = {
  readonly jobId: string
  readonly kind: JobKind
  readonly callId: string
  readonly key: string
  readonly slot: string | null
  readonly label: string | null
  readonly input: object
  readonly createdBy: string | null
  readonly createdAt: Date
}

/** Undefined when the same work waits or runs already. */
export async function insertJob(trx: Trx, { input, ...row }: NewJobRow) {
  return (
    trx
      .insertInto('job')
      .values({ ...row, input: JSON.stringify(input) })
      // The condition of its index, in words: with parameters PostgreSQL would not know it again.
      .onConflict((conflict) =>
        conflict
          .columns(['callId', 'kind', 'key'])
          .where(sql<boolean>`status in ('waiting', 'running')`)
          .doNothing(),
      )
      .returning('jobId')
      .executeTakeFirst()
  )
}

export async function findOpen(trx: Trx, { callId, kind, key }: Pick<NewJobRow, 'callId' | 'kind' | 'key'>) {
  return selectJobs(trx)
    .where('job.callId', '=', callId)
    .where('job.kind', '=', kind)
    .where('job.key', '=', key)
    .where('job.status', 'in', OPEN)
    .executeTakeFirst()
}

export async function countOpen(trx: Trx, callId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('job')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('callId', '=', callId)
    .where('status', 'in', OPEN)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Ends the earlier jobs of one person in a slot. */
export async function cancelSlot(
  trx: Trx,
  { callId, slot, createdBy, key, createdAt }: Pick<NewJobRow, 'callId' | 'slot' | 'createdBy' | 'key' | 'createdAt'>,
): Promise<void> {
  await trx
    .updateTable('job')
    .set({ status: 'cancelled', finishedAt: createdAt, leaseUntil: null })
    .where('callId', '=', callId)
    .where('slot', '=', slot)
    .where('createdBy', 'is not distinct from', createdBy)
    .where('key', '<>', key)
    .where('status', 'in', OPEN)
    .execute()
}

export async function saveCancelled(trx: Trx, jobId: string, now: Date): Promise<void> {
  await trx
    .updateTable('job')
    .set({ status: 'cancelled', finishedAt: now, leaseUntil: null })
    .where('jobId', '=', jobId)
    .execute()
}

/** The result of a preview that was asked for with this key before. */
export async function findKnown(db: Db | Trx, callId: string, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('job')
    .select('result')
    .where('callId', '=', callId)
    .where('key', '=', key)
    .where('kind', '=', 'preview')
    .where('status', '=', 'done')
    .orderBy('finishedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.result ?? undefined
}

/** One run of a job by one process. */
export type Run = { readonly jobId: string; readonly attempt: number }

/** Takes the oldest job that waits, or whose process has said nothing for so long that it must be dead. */
export async function claim(db: Db, now: Date, leaseUntil: Date) {
  return db
    .updateTable('job')
    .set((eb) => ({
      status: 'running',
      attempt: eb('attempt', '+', 1),
      leaseUntil,
      phase: null,
      done: 0,
      total: null,
      startedAt: eb.fn.coalesce('startedAt', eb.val(now)),
    }))
    .where('jobId', '=', (eb) =>
      eb
        .selectFrom('job')
        .select('jobId')
        .where('status', 'in', OPEN)
        .where((or) => or.or([or('status', '=', 'waiting'), or('leaseUntil', '<', now)]))
        .orderBy('createdAt')
        .orderBy('jobId')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['jobId', 'kind', 'callId', 'key', 'label', 'input', 'attempt', 'createdBy'])
    .executeTakeFirst()
}

export type Claimed = NonNullable<Awaited<ReturnType<typeof claim>>>

const own = (db: Db | Trx, { jobId, attempt }: Run) =>
  db.updateTable('job').where('jobId', '=', jobId).where('attempt', '=', attempt).where('status', '=', 'running')

/** Says that the run lives and how far it is; false when it is no longer this process’s, or was cancelled. */
export async function tell(db: Db, run: Run, progress: JobProgress | null, leaseUntil: Date): Promise<boolean> {
  const row = await own(db, run)
    .set({ leaseUntil, ...progress })
    .returning('jobId')
    .executeTakeFirst()
  return row !== undefined
}

/** Lets another process have it, from the start. */
export async function letGo(db: Db, run: Run): Promise<void> {
  await own(db, run).set({ status: 'waiting', leaseUntil: null }).execute()
}

export async function fail(db: Db | Trx, run: Run, problem: JobProblem, now: Date): Promise<void> {
  await own(db, run)
    .set({ status: 'failed', leaseUntil: null, finishedAt: now, problem: JSON.stringify(problem) })
    .execute()
}

/** Locks the row of a run for its end; false when it is no longer this process’s, or was cancelled. */
export async function lockOwn(trx: Trx, { jobId, attempt }: Run): Promise<boolean> {
  const row = await trx
    .selectFrom('job')
    .select('jobId')
    .where('jobId', '=', jobId)
    .where('attempt', '=', attempt)
    .where('status', '=', 'running')
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export type Outcome = { readonly scenarioId?: string; readonly result?: object }

export async function finish(trx: Trx, run: Run, { scenarioId, result }: Outcome, now: Date): Promise<void> {
  await own(trx, run)
    .set({
      status: 'done',
      leaseUntil: null,
      finishedAt: now,
      scenarioId: scenarioId ?? null,
      result: result === undefined ? null : JSON.stringify(result),
    })
    .execute()
}

/** Forgets what ended before an instant: what it made stays. */
export async function purgeJobs(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('job').where('finishedAt', '<', before).execute()
}
