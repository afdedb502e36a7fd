import { CORRECTION, REASON } from '../demo/content.ts'
import { serverNow } from './call.ts'
import { done } from './client.ts'
import { answerCorrection, type Deposit } from './deposits.ts'
import type { Person } from './people.ts'

const WEEK = 7 * 24 * 3_600_000

/** One file from its review to its admissibility; the one that was withdrawn goes no further. */
export async function instruct(agent: Person, deposit: Deposit): Promise<void> {
  const { applicationId, project, applicant, number } = deposit
  const params = { path: { applicationId } }
  if (project.fate === 'withdrawn') {
    const body = { reason: 'Le local n’est plus disponible.' }
    await done(
      `Withdraw ${number}`,
      applicant.api.POST('/api/v1/applications/{applicationId}/withdrawal', { params, body }),
    )
    return
  }
  await done(`Open ${number}`, agent.api.POST('/api/v1/applications/{applicationId}/review', { params }))
  if (project.fate === 'corrected') {
    const dueAt = new Date((await serverNow(agent)) + 2 * WEEK).toISOString()
    const body = { fields: ['/budget'], message: CORRECTION, dueAt }
    await done(
      `Ask for a correction of ${number}`,
      agent.api.POST('/api/v1/applications/{applicationId}/corrections', { params, body }),
    )
    await answerCorrection(deposit)
  }
  const isOutside = project.fate === 'inadmissible'
  const body = isOutside ? { decision: 'inadmissible' as const, reason: REASON } : { decision: 'admissible' as const }
  await done(
    `Admissibility of ${number}`,
    agent.api.PUT('/api/v1/applications/{applicationId}/admissibility', { params, body }),
  )
}
