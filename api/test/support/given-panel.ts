import type { Evaluation, Marks } from '@progress-ess/shared/evaluations'
import type { Call, CallChange } from '@progress-ess/shared/calls'
import { etagOf } from '../../src/kit/etag.ts'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'
import {
  budgetOf,
  type File,
  givenCompleteDraft,
  instruct,
  OPEN,
  AFTER_CLOSING,
  save,
  submit,
} from './given-application.ts'
import { givenPublishedCall } from './given-call.ts'

/** Criteria of the grid that a call starts with. */
export const CRITERIA = ['need', 'publics', 'innovation', 'soundness', 'roots'] as const

/** The same mark for every criterion, with the comment that low marks ask for. */
export const marksOf = (value: number): Marks =>
  Object.fromEntries(CRITERIA.map((id) => [id, { value, isNotApplicable: false, comment: 'Voir le dossier.' }]))

/** A file found admissible after the closing, where the clock then stands. Asks for so many euros, half of its budget. */
export async function givenAdmissible(world: TestApp, call: Call, asked = 10_000): Promise<File> {
  world.clock.set(OPEN)
  const file = await givenCompleteDraft(world, { call })
  const saved = await save(world, file, { budget: budgetOf(asked, asked * 2) })
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
  const submitted = await submit(world, file)
  if (submitted.status !== 201) throw new Error(JSON.stringify(submitted.body))
  world.clock.set(AFTER_CLOSING)
  await instruct(world, file, 'review').expect(200)
  await instruct(world, file, 'admissibility', { decision: 'admissible' }).expect(200)
  return file
}

/** An evaluation that its evaluator has not opened yet. */
export async function givenAssigned(world: TestApp, file: File, evaluator: Account): Promise<string> {
  const { applicationId } = file
  const { body } = await world
    .as('agent')
    .post('/api/v1/evaluations')
    .send({ items: [{ applicationId, evaluatorId: evaluator.accountId }] })
    .expect(200)
  const [{ evaluationId, code }] = (body as { items: [{ evaluationId: string | null; code: string | null }] }).items
  if (evaluationId === null) throw new Error(code ?? 'not assigned')
  return evaluationId
}

export const evaluationPath = (evaluationId: string): string => `/api/v1/evaluations/${evaluationId}`

/** Saves with the version that is there, unless another is named. */
export async function mark(world: TestApp, who: Account, evaluationId: string, body: object, version?: number) {
  const path = evaluationPath(evaluationId)
  const current = version ?? ((await world.as(who).get(path).expect(200)).body as Evaluation).version
  return world.as(who).patch(path).set('if-match', etagOf(current)).send(body)
}

export async function handIn(world: TestApp, who: Account, evaluationId: string) {
  const path = evaluationPath(evaluationId)
  const { version } = (await world.as(who).get(path).expect(200)).body as Evaluation
  return world.as(who).post(`${path}/submission`).set('if-match', etagOf(version))
}

/** Declared, marked throughout with one value, handed in. */
export async function givenHandedIn(world: TestApp, file: File, evaluator: Account, value = 4): Promise<string> {
  const evaluationId = await givenAssigned(world, file, evaluator)
  await world
    .as(evaluator)
    .post(`${evaluationPath(evaluationId)}/no-conflict`)
    .expect(200)
  const saved = await mark(world, evaluator, evaluationId, { marks: marksOf(value) })
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
  const answer = await handIn(world, evaluator, evaluationId)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return evaluationId
}

export type PanelFile = { readonly asked: number; readonly value: number }

/** A call whose files two evaluators have marked alike, the best first; its panel is locked. Amounts in euros. */
export async function givenLockedPanel(world: TestApp, wanted: readonly PanelFile[], change: CallChange = {}) {
  world.clock.set(OPEN)
  const call = await givenPublishedCall(world, change)
  const evaluators = [world.accountOf('evaluator'), await world.givenAccount({ roles: ['evaluator'] })]
  const files: File[] = []
  for (const { asked, value } of wanted) {
    const file = await givenAdmissible(world, call, asked)
    for (const evaluator of evaluators) await givenHandedIn(world, file, evaluator, value)
    files.push(file)
  }
  await world.as('manager').post(`/api/v1/calls/${call.callId}/panel-lock`).expect(200)
  return { call, files, evaluators }
}
