import type { JobStatus } from '@progress-ess/shared/jobs'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type JobEvent = 'begin' | 'let_go' | 'finish' | 'fail' | 'cancel'
export type JobRole = 'agent' | 'system'

/** A long computation. `begin` again: its process died, or let it go, and another one takes it from the start. */
export const JOB_MACHINE = [
  { event: 'begin', from: ['waiting', 'running'], to: 'running', roles: ['system'] },
  { event: 'let_go', from: ['running'], to: 'waiting', roles: ['system'] },
  { event: 'finish', from: ['running'], to: 'done', roles: ['system'] },
  { event: 'fail', from: ['running'], to: 'failed', roles: ['system'] },
  { event: 'cancel', from: ['waiting', 'running'], to: 'cancelled', roles: ['agent', 'system'] },
] as const satisfies readonly Transition<JobStatus, JobEvent, JobRole>[]

export type JobVerdict = { ok: true; to: JobStatus } | { ok: false; code: string; detail: string }

export function decideJob(status: JobStatus, event: JobEvent, roles: readonly JobRole[]): JobVerdict {
  const found = step<JobStatus, JobEvent, JobRole>(JOB_MACHINE, status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok || found.to === null) {
    return { ok: false, code: 'job-wrong-status', detail: `Cannot ${event} a job that is ${status}` }
  }
  return { ok: true, to: found.to }
}

/** Open jobs of one call at the most: whoever asks for more has a fault, or no patience. */
export const MOST_OPEN = 20
/** How often a job is begun: one that ends every process that takes it must not end them all. */
export const MOST_ATTEMPTS = 4
/** How long a process that says nothing is believed to live, and how often it says something. */
export const LEASE_MS = 15_000
export const TELL_EVERY_MS = 500
/** How long ended jobs are told, and the results of previews kept, from their end on. */
export const KEPT_MS = 24 * 3_600_000
