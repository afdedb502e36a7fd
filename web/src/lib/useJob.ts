import { cancelJob, getJob, type Job } from '@progress-ess/shared/jobs'
import type { Problem } from '@progress-ess/shared/kit'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { call } from '../api/client.ts'

const LOOK_EVERY_MS = 1_000

export const isOpenJob = ({ status }: Job): boolean => status === 'waiting' || status === 'running'

/** Whether an operation answered with a job, in place of what it will come to. */
export const isJob = (answer: object): answer is Job => 'jobId' in answer

/** Why a job failed, as the refusal that the request itself would have been. */
export const problemOfJob = ({ jobId, problem }: Job): Problem | null =>
  problem === null
    ? null
    : { type: `urn:progress-ess:problem:${problem.code}`, title: 'Refused', status: 422, requestId: jobId, ...problem }

export type FollowedJob = {
  /** As it was last told; null while there is none. */
  readonly job: Readonly<ShallowRef<Job | null>>
  readonly problem: ComputedRef<Problem | null>
  readonly cancel: () => Promise<void>
}

/** Follows a job to its end, looking once a second while it is open; `ended` hears of it once. */
export function useJob(given: () => Job | null, ended: (job: Job) => void = () => undefined): FollowedJob {
  const job = shallowRef<Job | null>(null)
  const failure = shallowRef<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function take(next: Job | null): void {
    clearTimeout(timer)
    const wasOpen = job.value !== null && isOpenJob(job.value)
    const isSame = job.value?.jobId === next?.jobId
    job.value = next
    failure.value = null
    if (next === null) return
    if (isOpenJob(next)) timer = setTimeout(() => void look(next.jobId), LOOK_EVERY_MS)
    else if (wasOpen && isSame) ended(next)
  }

  async function look(jobId: string): Promise<void> {
    const outcome = await call(getJob, { params: { jobId } })
    if (job.value?.jobId !== jobId) return
    if (outcome.ok) take(outcome.data)
    // A network that is away comes back; what does not exist any more will not.
    else if (outcome.problem.status === 404) failure.value = outcome.problem
    else timer = setTimeout(() => void look(jobId), LOOK_EVERY_MS)
  }

  async function cancel(): Promise<void> {
    if (job.value === null) return
    const outcome = await call(cancelJob, { params: { jobId: job.value.jobId } })
    if (outcome.ok) take(outcome.data)
    else failure.value = outcome.problem
  }

  watch(given, take, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  const problem = computed(() => failure.value ?? (job.value === null ? null : problemOfJob(job.value)))
  return { job, problem, cancel }
}
