import type { Job, JobPhase, JobProblem } from '@progress-ess/shared/jobs'
import type { JobRow } from './jobs.queries.ts'
import { decideJob, type JobRole } from './jobs.rules.ts'

export const toJob = (row: JobRow, roles: readonly JobRole[]): Job => ({
  jobId: row.jobId,
  kind: row.kind,
  callId: row.callId,
  label: row.label,
  status: row.status,
  progress:
    row.phase === null || row.status !== 'running'
      ? null
      : { phase: row.phase as JobPhase, done: row.done, total: row.total },
  ahead: row.ahead,
  problem: row.problem as JobProblem | null,
  scenarioId: row.scenarioId,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
  allowedActions: decideJob(row.status, 'cancel', roles).ok ? ['cancel'] : [],
})
