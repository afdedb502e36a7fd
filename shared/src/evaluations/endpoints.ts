import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { FileLink } from '../files/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { ActionList, PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import {
  AssignmentOutcome,
  Evaluation,
  EvaluationChange,
  EvaluationFile,
  EvaluationPage,
  EvaluationStatus,
  NewEvaluations,
  Panel,
  PanelUnlock,
  Recusal,
} from './schemas.ts'

const tags = ['evaluations'] as const
const EvaluationParams = Type.Object({ evaluationId: Uuid })
const CallParams = Type.Object({ callId: Uuid })

export const listEvaluations = endpoint({
  operationId: 'listEvaluations',
  summary: 'List evaluations: an evaluator’s own, or all of them for agents',
  tags,
  method: 'GET',
  path: '/evaluations',
  querystring: Type.Object({
    ...PageQuery,
    callId: Type.Optional(Uuid),
    applicationId: Type.Optional(Uuid),
    /** Those of one evaluator; an evaluator who is an agent too finds his own by it. */
    evaluatorId: Type.Optional(Uuid),
    status: Type.Optional(Type.Array(EvaluationStatus, { minItems: 1, maxItems: 6, uniqueItems: true })),
  }),
  response: { 200: EvaluationPage },
})

export const assignEvaluations = endpoint({
  operationId: 'assignEvaluations',
  summary: 'Assign evaluators to applications; each pair answers for itself',
  tags,
  method: 'POST',
  path: '/evaluations',
  body: NewEvaluations,
  response: { 200: Strict({ items: Type.Array(AssignmentOutcome) }, 'AssignmentOutcomes') },
})

export const getEvaluation = endpoint({
  operationId: 'getEvaluation',
  summary: 'Read one evaluation',
  tags,
  method: 'GET',
  path: '/evaluations/:evaluationId',
  params: EvaluationParams,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found'],
})

export const unassignEvaluation = endpoint({
  operationId: 'unassignEvaluation',
  summary: 'Take back an assignment that nothing was written in',
  tags,
  method: 'DELETE',
  path: '/evaluations/:evaluationId',
  params: EvaluationParams,
  response: { 204: Type.Null() },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'panel-locked'],
})

export const declareNoConflict = endpoint({
  operationId: 'declareNoConflict',
  summary: 'Declare to have no conflict of interest on this file, before anything of it is readable',
  tags,
  method: 'POST',
  path: '/evaluations/:evaluationId/no-conflict',
  params: EvaluationParams,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'panel-locked'],
})

export const readEvaluationFile = endpoint({
  operationId: 'readEvaluationFile',
  summary: 'The file to evaluate, at the revision of the evaluation; only after the declaration',
  tags,
  method: 'GET',
  path: '/evaluations/:evaluationId/file',
  params: EvaluationParams,
  response: { 200: EvaluationFile },
  refusals: ['evaluation-not-found', 'conflict-not-declared'],
})

export const linkEvaluationFile = endpoint({
  operationId: 'linkEvaluationFile',
  summary: 'An address of a file that the evaluated revision names, for five minutes; only after the declaration',
  tags,
  method: 'POST',
  path: '/evaluations/:evaluationId/attachments/:fileId/link',
  params: Type.Object({ evaluationId: Uuid, fileId: Uuid }),
  response: { 201: FileLink },
  refusals: ['evaluation-not-found', 'conflict-not-declared', 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const saveEvaluation = endpoint({
  operationId: 'saveEvaluation',
  summary: 'Save marks and comments; partial is fine',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/evaluations/:evaluationId',
  params: EvaluationParams,
  body: EvaluationChange,
  response: { 200: Evaluation },
  refusals: [
    'evaluation-not-found',
    'evaluation-wrong-status',
    'conflict-not-declared',
    'panel-locked',
    'criterion-unknown',
    'mark-off-scale',
    'not-applicable-refused',
  ],
})

export const submitEvaluation = endpoint({
  operationId: 'submitEvaluation',
  summary: 'Hand in an evaluation',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/evaluations/:evaluationId/submission',
  params: EvaluationParams,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'evaluation-incomplete', 'panel-locked'],
})

export const recuseEvaluation = endpoint({
  operationId: 'recuseEvaluation',
  summary: 'Declare a conflict of interest and leave the file',
  tags,
  method: 'POST',
  path: '/evaluations/:evaluationId/recusal',
  params: EvaluationParams,
  body: Recusal,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'panel-locked'],
})

export const sendBackEvaluation = endpoint({
  operationId: 'sendBackEvaluation',
  summary: 'Send a handed-in evaluation back to its evaluator, with the reason',
  tags,
  method: 'POST',
  path: '/evaluations/:evaluationId/return',
  params: EvaluationParams,
  body: ReasonGiven,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'panel-locked'],
})

export const setAsideEvaluation = endpoint({
  operationId: 'setAsideEvaluation',
  summary: 'Set an evaluation aside because a conflict was discovered late; every figure recomputes',
  tags,
  method: 'POST',
  path: '/evaluations/:evaluationId/set-aside',
  params: EvaluationParams,
  body: ReasonGiven,
  response: { 200: Evaluation },
  refusals: ['evaluation-not-found', 'evaluation-wrong-status', 'decision-exists'],
})

export const listEvaluationActions = endpoint({
  operationId: 'listEvaluationActions',
  summary: 'Every action on the evaluation: allowed, or refused with the reason',
  tags,
  method: 'GET',
  path: '/evaluations/:evaluationId/actions',
  params: EvaluationParams,
  response: { 200: ActionList },
  refusals: ['evaluation-not-found'],
})

export const getPanel = endpoint({
  operationId: 'getPanel',
  summary: 'The evaluation board of a call: files × evaluators, scores, spread, what is missing',
  tags,
  method: 'GET',
  path: '/calls/:callId/panel',
  params: CallParams,
  response: { 200: Panel },
  refusals: ['call-not-found'],
})

export const lockPanel = endpoint({
  operationId: 'lockPanel',
  summary: 'Close the panel: handed-in evaluations are locked and scores can be used',
  tags,
  method: 'POST',
  path: '/calls/:callId/panel-lock',
  params: CallParams,
  response: { 200: Panel },
  refusals: ['call-not-found', 'panel-locked', 'panel-incomplete', 'call-still-open'],
})

export const unlockPanel = endpoint({
  operationId: 'unlockPanel',
  summary: 'Reopen the panel with a reason, until a decision is made; what is only proposed is adopted anew after it',
  tags,
  method: 'POST',
  path: '/calls/:callId/panel-unlock',
  params: CallParams,
  body: PanelUnlock,
  response: { 200: Panel },
  refusals: ['call-not-found', 'panel-not-locked', 'decision-exists'],
})
