import type { Assignment, Referral } from '@progress-ess/shared/referrals'
import type { Client, TestApp } from './app.ts'

export const NOW = '2023-01-10T09:00:00.000Z'

export const firstOf = ({ assignments }: Referral): Assignment => {
  const [assignment] = assignments
  if (assignment === undefined) throw new Error('No assignment')
  return assignment
}

/** The least that is taken for a PDF. */
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n')

/** Attaches a file to a referral. */
export const attach = (client: Client, referralId: string, bytes: Buffer = PDF, name = 'Projet.pdf') =>
  client
    .post(`/api/v1/referrals/${referralId}/attachments`)
    .query({ name })
    .set('content-type', 'application/octet-stream')
    .send(bytes)

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
