import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { ActionList, Page, PageQuery, Uuid } from '../kit/primitives.ts'
import {
  Call,
  CallChange,
  CallPhase,
  CallReadiness,
  CallSummary,
  Cancellation,
  EligibilityAnswer,
  Erratum,
  LaterClosing,
  NewCall,
} from './schemas.ts'

const tags = ['calls'] as const
const CallParams = Type.Object({ callId: Uuid })

export const listCalls = endpoint({
  operationId: 'listCalls',
  summary: 'List calls for projects: published ones for everybody, drafts too for agents',
  tags,
  method: 'GET',
  path: '/calls',
  querystring: Type.Object({ ...PageQuery, phase: Type.Optional(CallPhase) }),
  response: { 200: Page(CallSummary, 'CallPage') },
})

export const getCall = endpoint({
  operationId: 'getCall',
  summary: 'Read one call, with its form, grid, award rules and fingerprints',
  tags,
  method: 'GET',
  path: '/calls/:callId',
  params: CallParams,
  response: { 200: Call },
  refusals: ['call-not-found'],
})

export const createCall = endpoint({
  operationId: 'createCall',
  summary: 'Start a call as a draft, from defaults or as a copy of another',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/calls',
  body: NewCall,
  response: { 201: Call },
  refusals: ['call-code-taken', 'call-not-found'],
})

export const updateCall = endpoint({
  operationId: 'updateCall',
  summary: 'Change a draft call',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/calls/:callId',
  params: CallParams,
  body: CallChange,
  response: { 200: Call },
  refusals: ['call-not-found', 'call-frozen', 'dates-inverted', 'seed-unknown'],
})

export const getCallReadiness = endpoint({
  operationId: 'getCallReadiness',
  summary: 'What is missing before publication, as a list',
  tags,
  method: 'GET',
  path: '/calls/:callId/readiness',
  params: CallParams,
  response: { 200: CallReadiness },
  refusals: ['call-not-found'],
})

export const publishCall = endpoint({
  operationId: 'publishCall',
  summary: 'Publish a call: form, grid and award rules are frozen, hashed and public; the envelope is allocated',
  tags,
  method: 'POST',
  path: '/calls/:callId/publication',
  params: CallParams,
  response: { 200: Call },
  refusals: ['award-rules-contradictory', 'call-not-found', 'call-wrong-status', 'call-incomplete', 'stale-version'],
})

export const closeCallLater = endpoint({
  operationId: 'closeCallLater',
  summary: 'Move the closing later, for everybody; it is logged and notified',
  tags,
  method: 'PUT',
  path: '/calls/:callId/closing',
  params: CallParams,
  body: LaterClosing,
  response: { 200: Call },
  refusals: ['call-not-found', 'call-wrong-status', 'closing-not-later', 'closing-passed', 'later-than-draw'],
})

export const addErratum = endpoint({
  operationId: 'addErratum',
  summary: 'Add an erratum to a published call; it is public and notified',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/calls/:callId/errata',
  params: CallParams,
  body: Erratum,
  response: { 201: Call },
  refusals: ['call-not-found', 'call-wrong-status'],
})

export const cancelCall = endpoint({
  operationId: 'cancelCall',
  summary: 'Cancel a call, with the reason',
  tags,
  method: 'POST',
  path: '/calls/:callId/cancellation',
  params: CallParams,
  body: Cancellation,
  response: { 200: Call },
  refusals: ['call-not-found', 'call-wrong-status'],
})

export const archiveCall = endpoint({
  operationId: 'archiveCall',
  summary: 'Archive a call whose results are published',
  tags,
  method: 'POST',
  path: '/calls/:callId/archival',
  params: CallParams,
  response: { 200: Call },
  refusals: ['call-not-found', 'call-wrong-status'],
})

export const listCallActions = endpoint({
  operationId: 'listCallActions',
  summary: 'Every action on the call: allowed, or refused with the reason',
  tags,
  method: 'GET',
  path: '/calls/:callId/actions',
  params: CallParams,
  response: { 200: ActionList },
  refusals: ['call-not-found'],
})

export const checkEligibility = endpoint({
  operationId: 'checkEligibility',
  summary: 'Am I eligible? Three questions, without an account',
  tags,
  method: 'GET',
  path: '/calls/:callId/eligibility',
  params: CallParams,
  querystring: Type.Object({
    legalFormCode: Type.String({ pattern: '^[0-9]{4}$', maxLength: 4 }),
    hasEsusApproval: Type.Boolean(),
    communeCode: Type.String({ pattern: '^[0-9AB]{5}$', maxLength: 5 }),
  }),
  response: { 200: EligibilityAnswer },
  refusals: ['call-not-found'],
})
