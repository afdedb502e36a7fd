import type { Call } from '@progress-ess/shared/calls'
import * as instruction from '../../modules/applications/instruction.service.ts'
import { assignEvaluations } from '../../modules/evaluations/assignment.service.ts'
import * as evaluating from '../../modules/evaluations/evaluations.service.ts'
import { CORRECTION, marksOf } from './content.ts'
import { type Cast, type Deposit, mark, person } from './editions.ts'
import type { Stage } from './stage.ts'

const DAY = 24 * 3_600_000

/**
 * Leaves a closed call in the middle of its work, so that every role finds something to do: the last file has not been
 * opened, the one before waits for its correction, the others are admissible. One of these has no evaluator yet; the rest
 * are read by the first two, of whom one has handed in and the other has only begun.
 */
export async function leaveInProgress(
  stage: Stage,
  cast: Cast,
  call: Call,
  deposits: readonly Deposit[],
  now: Date,
): Promise<void> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
  const agent = person(cast.staff, 'agent')
  const corrected = deposits.at(-2)
  const admissible = deposits.slice(0, -2)
  for (const { filed } of admissible) {
    await instruction.openReview(stage.at(ago(10)).as(agent), filed.applicationId)
    await instruction.decideAdmissibility(stage.at(ago(7)).as(agent), filed.applicationId, { decision: 'admissible' })
  }
  if (corrected !== undefined) {
    const { applicationId } = corrected.filed
    await instruction.openReview(stage.at(ago(6)).as(agent), applicationId)
    const dueAt = new Date(now.getTime() + 9 * DAY).toISOString()
    await instruction.requestCorrection(stage.at(ago(5)).as(agent), applicationId, {
      fields: ['/budget'],
      message: CORRECTION,
      dueAt,
    })
  }
  await beginEvaluation(stage, cast, call, admissible.slice(0, -1), ago(4))
}

async function beginEvaluation(stage: Stage, cast: Cast, call: Call, deposits: readonly Deposit[], at: Date) {
  const agent = person(cast.staff, 'agent')
  const beginner = person(cast.staff, 'hm')
  const quick = person(cast.staff, 'pt')
  stage.at(at)
  for (const [index, { filed, project }] of deposits.entries()) {
    const pairs = [beginner, quick].map(({ accountId }) => ({
      applicationId: filed.applicationId,
      evaluatorId: accountId,
    }))
    const [begun, done] = await assignEvaluations(stage.as(agent), pairs)
    if (begun?.evaluationId == null || done?.evaluationId == null) throw new Error(`${project.title} was not assigned`)
    await mark(stage, call, quick, done.evaluationId, project.marks?.[1] ?? '33333')
    if (index > 0) continue
    // Half of the grid of the first one: what "saved, not handed in" looks like.
    await evaluating.declareNoConflict(stage.as(beginner), begun.evaluationId)
    const { version } = await evaluating.getEvaluation(stage.as(beginner), begun.evaluationId)
    const marks = marksOf(call.grid.criteria.slice(0, 2), project.marks?.[0] ?? '33')
    await evaluating.saveEvaluation(stage.as(beginner), begun.evaluationId, version, { marks })
  }
}
