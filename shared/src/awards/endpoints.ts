import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Job } from '../jobs/schemas.ts'
import { Strict, Uuid } from '../kit/primitives.ts'
import {
  Allocation,
  ApplicantDecision,
  Award,
  AwardProcedure,
  AwardProcedureChange,
  AwardReduction,
  Decision,
  DrawBeacon,
  NewBeaconValue,
  DecisionChange,
  Envelope,
  NewScenario,
  PreviewRequest,
  Results,
  RulesExample,
  RulesTrial,
  Scenario,
  ScenarioPreview,
  ScenarioSummary,
} from './schemas.ts'
import { Uncertainty } from './uncertainty.ts'
import { VerificationBundle } from './verification.ts'

const scenarios = ['scenarios'] as const
const decisions = ['decisions'] as const
const money = ['money'] as const
const CallParams = Type.Object({ callId: Uuid })

export const previewScenario = endpoint({
  operationId: 'previewScenario',
  summary: 'Run award rules on the locked scores without keeping the result',
  description:
    'Where that takes longer than a request should (hundreds of files), the answer is 202 with a job; the same request once the job is done answers with its result.',
  tags: scenarios,
  method: 'POST',
  path: '/calls/:callId/scenario-previews',
  params: CallParams,
  body: PreviewRequest,
  response: { 200: ScenarioPreview, 202: Job },
  refusals: [
    'call-not-found',
    'panel-not-locked',
    'award-rules-invalid',
    'award-rules-contradictory',
    'optimum-not-proven',
    'scenario-too-long',
    'draw-beacon-missing',
    'too-many-jobs',
  ],
})

export const tryAwardRules = endpoint({
  operationId: 'tryAwardRules',
  summary:
    'Run award rules on a worked example: eight invented files, as large as the cap, under an envelope that lacks',
  tags: scenarios,
  method: 'POST',
  path: '/calls/:callId/award-rules-trials',
  params: CallParams,
  body: RulesTrial,
  response: { 200: RulesExample },
  refusals: [
    'call-not-found',
    'award-rules-invalid',
    'award-rules-contradictory',
    'optimum-not-proven',
    'scenario-too-long',
  ],
})

export const estimateUncertainty = endpoint({
  operationId: 'estimateUncertainty',
  summary: 'Estimate how sure each place is, with other evaluators of the same kind, and how severe each evaluator is',
  tags: scenarios,
  method: 'POST',
  path: '/calls/:callId/uncertainty-estimates',
  params: CallParams,
  body: PreviewRequest,
  response: { 200: Uncertainty },
  refusals: ['call-not-found', 'panel-not-locked', 'award-rules-invalid', 'draw-beacon-missing'],
})

export const createScenario = endpoint({
  operationId: 'createScenario',
  summary: 'Run award rules on a snapshot of the locked scores and keep the result; same input, same bytes',
  description:
    'Where the run takes longer than a request should (hundreds of files), the answer is 202 with a job, which makes the scenario of the scores as they are now.',
  tags: scenarios,
  isIdempotent: true,
  method: 'POST',
  path: '/calls/:callId/scenarios',
  params: CallParams,
  body: NewScenario,
  response: { 201: Scenario, 202: Job },
  refusals: [
    'call-not-found',
    'panel-not-locked',
    'award-rules-invalid',
    'draw-beacon-missing',
    'award-rules-contradictory',
    'optimum-not-proven',
    'scenario-too-long',
    'departure-reason-required',
    'too-many-jobs',
  ],
})

export const listScenarios = endpoint({
  operationId: 'listScenarios',
  summary: 'List the scenarios of a call',
  tags: scenarios,
  method: 'GET',
  path: '/calls/:callId/scenarios',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(ScenarioSummary) }, 'ScenarioList') },
  refusals: ['call-not-found'],
})

export const getScenario = endpoint({
  operationId: 'getScenario',
  summary: 'Read one scenario with every line and its reason',
  tags: scenarios,
  method: 'GET',
  path: '/scenarios/:scenarioId',
  params: Type.Object({ scenarioId: Uuid }),
  response: { 200: Scenario },
  refusals: ['scenario-not-found'],
})

export const adoptScenario = endpoint({
  operationId: 'adoptScenario',
  summary: 'Adopt a scenario: one proposed decision a submitted application',
  tags: scenarios,
  method: 'POST',
  path: '/scenarios/:scenarioId/adoption',
  params: Type.Object({ scenarioId: Uuid }),
  response: { 200: Scenario },
  refusals: ['scenario-not-found', 'scenario-outdated', 'panel-not-locked', 'decision-exists'],
})

export const getDrawBeacon = endpoint({
  operationId: 'getDrawBeacon',
  summary: 'The public value that the rules of a call mix into its draw',
  tags: scenarios,
  method: 'GET',
  path: '/calls/:callId/draw-beacon',
  params: CallParams,
  response: { 200: DrawBeacon },
  refusals: ['call-not-found', 'draw-beacon-not-asked'],
})

export const recordDrawBeacon = endpoint({
  operationId: 'recordDrawBeacon',
  summary: 'Record the public value of the draw, once, from the instant on that the rules name',
  tags: scenarios,
  method: 'POST',
  path: '/calls/:callId/draw-beacon',
  params: CallParams,
  body: NewBeaconValue,
  response: { 201: DrawBeacon },
  refusals: ['call-not-found', 'draw-beacon-not-asked', 'draw-beacon-early', 'draw-beacon-recorded'],
})

export const listDecisions = endpoint({
  operationId: 'listDecisions',
  summary: 'List the decisions of a call, in the order of the adopted scenario',
  tags: decisions,
  method: 'GET',
  path: '/calls/:callId/decisions',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(Decision) }, 'DecisionList') },
  refusals: ['call-not-found'],
})

export const changeDecision = endpoint({
  operationId: 'changeDecision',
  summary: 'Change one proposed decision, with a written reason',
  tags: decisions,
  isVersioned: true,
  method: 'PUT',
  path: '/decisions/:decisionId',
  params: Type.Object({ decisionId: Uuid }),
  body: DecisionChange,
  response: { 200: Decision },
  refusals: [
    'decision-not-found',
    'decision-wrong-status',
    'application-wrong-status',
    'call-wrong-status',
    'own-organisation',
    'panel-not-locked',
    'scenario-outdated',
    'amount-required',
    'amount-over-request',
    'amount-over-cap',
    'amount-over-share',
    'amount-under-floor',
  ],
})

export const decide = endpoint({
  operationId: 'decide',
  summary: 'Decide one line: an award commits money of the envelope',
  tags: decisions,
  method: 'POST',
  path: '/decisions/:decisionId/confirmation',
  params: Type.Object({ decisionId: Uuid }),
  response: { 200: Decision },
  refusals: [
    'decision-not-found',
    'decision-wrong-status',
    'application-wrong-status',
    'call-wrong-status',
    'own-organisation',
    'panel-not-locked',
    'scenario-outdated',
    'approvals-missing',
    'de-minimis-exceeded',
    'envelope-exceeded',
  ],
})

export const decideAll = endpoint({
  operationId: 'decideAll',
  summary:
    'Decide every proposed line of a call that has its approvals, in one transaction: all of these or none; the others stay proposed',
  tags: decisions,
  method: 'POST',
  path: '/calls/:callId/decisions-confirmation',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(Decision) }, 'DecisionList') },
  refusals: [
    'call-not-found',
    'no-proposed-decision',
    'own-organisation',
    'panel-not-locked',
    'scenario-outdated',
    'approvals-missing',
    'de-minimis-exceeded',
    'envelope-exceeded',
  ],
})

export const publishResults = endpoint({
  operationId: 'publishResults',
  summary: 'Publish the results: public page, each applicant’s decision, mails',
  tags: decisions,
  method: 'POST',
  path: '/calls/:callId/results-publication',
  params: CallParams,
  response: { 200: Results },
  refusals: ['call-not-found', 'call-wrong-status', 'decisions-incomplete'],
})

export const getResults = endpoint({
  operationId: 'getResults',
  summary: 'The published results of a call',
  tags: decisions,
  method: 'GET',
  path: '/calls/:callId/results',
  params: CallParams,
  response: { 200: Results },
  refusals: ['call-not-found', 'results-not-published'],
})

export const exportResults = endpoint({
  operationId: 'exportResults',
  summary: 'The published results as CSV (UTF-8, commas)',
  tags: decisions,
  method: 'GET',
  path: '/calls/:callId/results.csv',
  params: CallParams,
  response: { 200: Type.String({ description: 'text/csv' }) },
  refusals: ['call-not-found', 'results-not-published'],
})

export const getVerificationBundle = endpoint({
  operationId: 'getVerificationBundle',
  summary:
    'All that is needed to compute the published awards again: rules, marks, draw, result, fingerprints; no name',
  tags: decisions,
  method: 'GET',
  path: '/calls/:callId/verification-bundle',
  params: CallParams,
  response: { 200: VerificationBundle },
  refusals: ['call-not-found', 'results-not-published', 'bundle-not-available'],
})

export const getDecision = endpoint({
  operationId: 'getDecision',
  summary: 'The published decision on one application, with its reason and the means of appeal',
  tags: decisions,
  method: 'GET',
  path: '/applications/:applicationId/decision',
  params: Type.Object({ applicationId: Uuid }),
  response: { 200: ApplicantDecision },
  refusals: ['application-not-found', 'decision-not-found'],
})

export const listAwards = endpoint({
  operationId: 'listAwards',
  summary: 'List the awards of a call',
  tags: money,
  method: 'GET',
  path: '/calls/:callId/awards',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(Award) }, 'AwardList') },
  refusals: ['call-not-found'],
})

export const acceptAward = endpoint({
  operationId: 'acceptAward',
  summary: 'Accept an award, as its beneficiary',
  tags: money,
  method: 'POST',
  path: '/awards/:awardId/acceptance',
  params: Type.Object({ awardId: Uuid }),
  response: { 200: Award },
  refusals: ['award-not-found', 'award-wrong-status', 'award-acceptance-over', 'organisation-read-only'],
})

export const renounceAward = endpoint({
  operationId: 'renounceAward',
  summary: 'Renounce an award, as its beneficiary or for it; the money returns to the envelope',
  tags: money,
  method: 'POST',
  path: '/awards/:awardId/renunciation',
  params: Type.Object({ awardId: Uuid }),
  body: ReasonGiven,
  response: { 200: Award },
  refusals: [
    'payments-under-way',
    'release-over-commitment',
    'award-not-found',
    'award-wrong-status',
    'organisation-read-only',
  ],
})

export const reduceAward = endpoint({
  operationId: 'reduceAward',
  summary: 'Lower the amount of an award, with a reason; the difference returns to the envelope',
  tags: money,
  isVersioned: true,
  method: 'PUT',
  path: '/awards/:awardId/amount',
  params: Type.Object({ awardId: Uuid }),
  body: AwardReduction,
  response: { 200: Award },
  refusals: [
    'payments-under-way',
    'release-over-commitment',
    'agreement-sent',
    'award-not-found',
    'award-wrong-status',
    'amount-not-lower',
    'amount-required',
    'amount-under-floor',
  ],
})

export const getAwardProcedure = endpoint({
  operationId: 'getAwardProcedure',
  summary: 'How a call goes on once its results are published: days to accept, offers to the reserve list',
  tags: money,
  method: 'GET',
  path: '/calls/:callId/award-procedure',
  params: CallParams,
  response: { 200: AwardProcedure },
  refusals: ['call-not-found'],
})

export const changeAwardProcedure = endpoint({
  operationId: 'changeAwardProcedure',
  summary: 'Change how a call goes on once its results are published',
  tags: money,
  isVersioned: true,
  method: 'PUT',
  path: '/calls/:callId/award-procedure',
  params: CallParams,
  body: AwardProcedureChange,
  response: { 200: AwardProcedure },
  refusals: ['call-not-found'],
})

export const getEnvelope = endpoint({
  operationId: 'getEnvelope',
  summary: 'The envelope of a call and its ledger',
  tags: money,
  method: 'GET',
  path: '/calls/:callId/envelope',
  params: CallParams,
  response: { 200: Envelope },
  refusals: ['call-not-found'],
})

export const allocateEnvelope = endpoint({
  operationId: 'allocateEnvelope',
  summary: 'Add to, or take from, the envelope of a published call; never below what is committed',
  tags: money,
  isIdempotent: true,
  method: 'POST',
  path: '/calls/:callId/envelope/allocations',
  params: CallParams,
  body: Allocation,
  response: { 201: Envelope },
  refusals: ['call-not-found', 'call-wrong-status', 'envelope-exceeded'],
})
