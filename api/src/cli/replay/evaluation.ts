import { marksOf } from '../demo/content.ts'
import { done, ReplayError, type Schemas, version } from './client.ts'
import type { Deposit } from './deposits.ts'
import type { Cast, Person } from './people.ts'

export type Assigned = { readonly evaluator: Person; readonly evaluationId: string; readonly digits: string }

type Pair = { readonly deposit: Deposit; readonly evaluator: Person; readonly digits: string }

/** Two evaluators a file, in turn. */
function pairsOf({ evaluators }: Cast, deposits: readonly Deposit[]): Pair[] {
  return deposits.flatMap((deposit, index) =>
    (deposit.project.marks ?? []).flatMap((digits, place) => {
      const evaluator = evaluators[(index + place) % evaluators.length]
      return evaluator === undefined ? [] : [{ deposit, evaluator, digits }]
    }),
  )
}

/** Assigns every pair in one request. */
export async function assign(cast: Cast, deposits: readonly Deposit[]): Promise<Assigned[]> {
  const pairs = pairsOf(cast, deposits)
  const wanted = pairs.map(({ deposit, evaluator }) => ({
    applicationId: deposit.applicationId,
    evaluatorId: evaluator.accountId,
  }))
  const { items } = await done(
    'Assign the evaluators',
    cast.agent.api.POST('/api/v1/evaluations', { body: { items: wanted } }),
  )
  return pairs.map(({ deposit, evaluator, digits }, index) => {
    const outcome = items[index]
    if (outcome?.evaluationId == null) {
      throw new ReplayError(`${deposit.number} was not assigned to ${evaluator.name}: ${outcome?.code ?? ''}`)
    }
    return { evaluator, evaluationId: outcome.evaluationId, digits }
  })
}

/** Declares to have no conflict, reads the file, marks it and hands in. */
export async function evaluate({ evaluator: { api }, evaluationId, digits }: Assigned): Promise<void> {
  const path = { evaluationId }
  await done('Declare no conflict', api.POST('/api/v1/evaluations/{evaluationId}/no-conflict', { params: { path } }))
  const file: Schemas['EvaluationFile'] = await done(
    'Read the file to evaluate',
    api.GET('/api/v1/evaluations/{evaluationId}/file', { params: { path } }),
  )
  const read = await done('Read the evaluation', api.GET('/api/v1/evaluations/{evaluationId}', { params: { path } }))
  const saved = await done(
    'Save the marks',
    api.PATCH('/api/v1/evaluations/{evaluationId}', {
      params: { path, ...version(read.version) },
      body: { marks: marksOf(file.grid.criteria, digits) },
    }),
  )
  await done(
    'Hand in the evaluation',
    api.POST('/api/v1/evaluations/{evaluationId}/submission', { params: { path, ...version(saved.version) } }),
  )
}
