import type { Assignment, Referral } from '@progress-ess/shared/referrals'
import type { TestApp } from './app.ts'

export const NOW = '2023-01-10T09:00:00.000Z'

export const firstOf = ({ assignments }: Referral): Assignment => {
  const [assignment] = assignments
  if (assignment === undefined) throw new Error('No assignment')
  return assignment
}

/** Does something at another instant, and comes back. */
export async function at<T>(world: TestApp, instant: string, work: () => Promise<T>): Promise<T> {
  world.clock.set(instant)
  try {
    return await work()
  } finally {
    world.clock.set(NOW)
  }
}

/** Runs one task of the schedule now. */
export async function runTask(world: TestApp, task: string): Promise<void> {
  await world.asOwner(`select graphile_worker.add_job('${task}')`)
  await world.runJobs()
}
