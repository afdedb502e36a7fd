import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { FileLink, StoredFile } from '../files/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Line, Uuid } from '../kit/primitives.ts'
import {
  GrantAgreement,
  AgreementChange,
  AgreementSignature,
  AgreementTemplate,
  AwardAgreement,
  NewAgreementTemplate,
} from './schemas.ts'

const tags = ['agreements'] as const
const AwardParams = Type.Object({ awardId: Uuid })
const CallParams = Type.Object({ callId: Uuid })
const AgreementParams = Type.Object({ agreementId: Uuid })
const ACT = ['agreement-not-found', 'agreement-wrong-status'] as const

export const getAgreementTemplate = endpoint({
  operationId: 'getAgreementTemplate',
  summary: 'The text that agreements of a call start from, with what may stand between braces',
  tags,
  method: 'GET',
  path: '/calls/:callId/agreement-text',
  params: CallParams,
  response: { 200: AgreementTemplate },
  refusals: ['call-not-found'],
})

export const saveAgreementTemplate = endpoint({
  operationId: 'saveAgreementTemplate',
  summary: 'Write the next text of agreements; those that were drafted keep theirs',
  tags,
  method: 'PUT',
  path: '/calls/:callId/agreement-text',
  params: CallParams,
  body: NewAgreementTemplate,
  response: { 200: AgreementTemplate },
  refusals: ['call-not-found', 'placeholder-unknown', 'stale-version'],
})

export const getAwardAgreement = endpoint({
  operationId: 'getAwardAgreement',
  summary: 'Whether an award needs an agreement, and the one that there is',
  tags,
  method: 'GET',
  path: '/awards/:awardId/agreement',
  params: AwardParams,
  response: { 200: AwardAgreement },
  refusals: ['award-not-found'],
})

export const draftAgreement = endpoint({
  operationId: 'draftAgreement',
  summary: 'Draft the agreement of an accepted award, from the text of its call',
  tags,
  method: 'POST',
  path: '/awards/:awardId/agreement',
  params: AwardParams,
  response: { 201: GrantAgreement },
  refusals: ['award-not-found', 'award-wrong-status', 'agreement-exists'],
})

export const editAgreement = endpoint({
  operationId: 'editAgreement',
  summary: 'Change the text and the conditions of a drafted agreement',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/agreements/:agreementId',
  params: AgreementParams,
  body: AgreementChange,
  response: { 200: GrantAgreement },
  refusals: [...ACT, 'placeholder-unknown'],
})

export const sendAgreement = endpoint({
  operationId: 'sendAgreement',
  summary: 'Send an agreement to be signed: its words and instalments are frozen, its organisation is told',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/agreements/:agreementId/sending',
  params: AgreementParams,
  response: { 200: GrantAgreement },
  refusals: [...ACT, 'plan-not-whole', 'award-wrong-status'],
})

export const reopenAgreement = endpoint({
  operationId: 'reopenAgreement',
  summary: 'Take a sent agreement back to correct it; what was sent is void',
  tags,
  method: 'POST',
  path: '/agreements/:agreementId/reopening',
  params: AgreementParams,
  body: ReasonGiven,
  response: { 200: GrantAgreement },
  refusals: ACT,
})

export const exportAgreement = endpoint({
  operationId: 'exportAgreement',
  summary: 'An agreement as tagged PDF, to be printed and signed: what was sent, or the draft as it reads now',
  tags,
  method: 'GET',
  path: '/agreements/:agreementId/pdf',
  params: AgreementParams,
  response: { 200: Type.String({ description: 'application/pdf' }) },
  refusals: ['agreement-not-found'],
})

export const returnSignedCopy = endpoint({
  operationId: 'returnSignedCopy',
  summary: 'Send the signed copy of an agreement; sent again it takes the place of the one before',
  tags,
  method: 'POST',
  path: '/agreements/:agreementId/signed-copy',
  params: AgreementParams,
  querystring: Type.Object({ name: Line(200) }),
  accepts: 'file',
  response: { 201: StoredFile },
  refusals: [...ACT, 'organisation-read-only', 'file-empty', 'file-too-large', 'file-type-refused'],
})

export const linkSignedCopy = endpoint({
  operationId: 'linkSignedCopy',
  summary: 'An address of the signed copy that works for five minutes',
  tags,
  method: 'POST',
  path: '/agreements/:agreementId/signed-copy/link',
  params: AgreementParams,
  response: { 201: FileLink },
  refusals: ['agreement-not-found', 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const signAgreement = endpoint({
  operationId: 'signAgreement',
  summary: 'Confirm that the returned copy is signed by both: the award is agreed',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/agreements/:agreementId/signature',
  params: AgreementParams,
  body: AgreementSignature,
  response: { 200: GrantAgreement },
  refusals: [...ACT, 'signed-copy-missing', 'day-in-future', 'award-wrong-status'],
})

export const terminateAgreement = endpoint({
  operationId: 'terminateAgreement',
  summary: 'Terminate an agreement; of a signed one the award ends too, and what was not paid returns to the envelope',
  tags,
  method: 'POST',
  path: '/agreements/:agreementId/termination',
  params: AgreementParams,
  body: ReasonGiven,
  response: { 200: GrantAgreement },
  refusals: [...ACT, 'payments-under-way', 'award-wrong-status'],
})
