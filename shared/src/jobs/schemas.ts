import { Type, type Static } from 'typebox'
import { Instant, Nullable, Strict, Uuid, Words } from '../kit/primitives.ts'
import { Problem } from '../kit/problem.ts'

export const JobStatus = Words(['waiting', 'running', 'done', 'failed', 'cancelled'], 'JobStatus')
export type JobStatus = Static<typeof JobStatus>

/** `scenario`: run award rules and keep the result. `preview`: run them for the studio. */
export const JobKind = Words(['scenario', 'preview'], 'JobKind')
export type JobKind = Static<typeof JobKind>

/** What is under way, in the order in which it comes. */
export const JobPhase = Words(['solving', 'exchanges', 'envelopes', 'lines'], 'JobPhase')
export type JobPhase = Static<typeof JobPhase>

/** How far a phase is: what is counted is done. */
export const JobProgress = Strict(
  {
    phase: JobPhase,
    done: Type.Integer({ minimum: 0 }),
    /** Null where nobody knows how much there will be. */
    total: Nullable(Type.Integer({ minimum: 0 })),
  },
  'JobProgress',
)
export type JobProgress = Static<typeof JobProgress>

/** Why it failed, in the words with which the request itself would have been refused. */
export const JobProblem = Type.Pick(Problem, ['code', 'detail', 'errors', 'context'], {
  title: 'JobProblem',
  additionalProperties: false,
})
export type JobProblem = Static<typeof JobProblem>

/** Work that takes longer than a request should: it goes on whatever becomes of who asked for it, and of the process that began it. */
export const Job = Strict(
  {
    jobId: Uuid,
    kind: JobKind,
    callId: Uuid,
    /** What it will be called; null for a preview. */
    label: Nullable(Type.String()),
    status: JobStatus,
    progress: Nullable(JobProgress),
    /** How many others of its kind come before it while it waits. */
    ahead: Type.Integer({ minimum: 0 }),
    problem: Nullable(JobProblem),
    /** The scenario that it made. */
    scenarioId: Nullable(Uuid),
    createdAt: Instant,
    startedAt: Nullable(Instant),
    finishedAt: Nullable(Instant),
    allowedActions: Type.Array(Words(['cancel'])),
  },
  'Job',
)
export type Job = Static<typeof Job>
