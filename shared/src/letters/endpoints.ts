import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Strict, Uuid } from '../kit/primitives.ts'
import {
  Letter,
  LetterFacts,
  LetterGeneration,
  LetterKind,
  LetterOutbox,
  LetterPreview,
  LetterTemplate,
  LetterText,
  LetterTrial,
  PublicationDate,
  ReceivedLetter,
} from './schemas.ts'

const tags = ['letters'] as const
const CallParams = Type.Object({ callId: Uuid })
const LetterParams = Type.Object({ letterId: Uuid })

export const listLetterTemplates = endpoint({
  operationId: 'listLetterTemplates',
  summary: 'The letter templates of a call, one a kind: those that were written for it, else the product’s own',
  tags,
  method: 'GET',
  path: '/calls/:callId/letter-templates',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(LetterTemplate) }, 'LetterTemplateList') },
  refusals: ['call-not-found'],
})

export const saveLetterTemplate = endpoint({
  operationId: 'saveLetterTemplate',
  summary: 'Write a new version of one letter template; an unknown placeholder is refused with its place',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/calls/:callId/letter-templates/:kind',
  params: Type.Object({ callId: Uuid, kind: LetterKind }),
  body: LetterText,
  response: { 200: LetterTemplate },
  refusals: ['call-not-found', 'template-invalid'],
})

export const previewLetter = endpoint({
  operationId: 'previewLetter',
  summary: 'Fill a letter template with the data of a real file, without keeping anything',
  tags,
  method: 'POST',
  path: '/calls/:callId/letter-previews',
  params: CallParams,
  body: LetterTrial,
  response: { 200: LetterPreview },
  refusals: ['call-not-found', 'template-invalid', 'letter-value-missing', 'decision-not-found'],
})

export const getLetterOutbox = endpoint({
  operationId: 'getLetterOutbox',
  summary: 'The letters of a call before and after they are sent, with who opened them',
  tags,
  method: 'GET',
  path: '/calls/:callId/letters',
  params: CallParams,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found'],
})

export const changeLetterFacts = endpoint({
  operationId: 'changeLetterFacts',
  summary: 'Change what the letters of a call say besides the files: deliberation, signatory, payment',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/calls/:callId/letter-facts',
  params: CallParams,
  body: LetterFacts,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found'],
})

export const generateLetters = endpoint({
  operationId: 'generateLetters',
  summary: 'Make the letters of every decision from the templates, again if need be; edited ones stay unless asked',
  tags,
  method: 'POST',
  path: '/calls/:callId/letters',
  params: CallParams,
  body: LetterGeneration,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found', 'no-decision-for-letters', 'letter-value-missing'],
})

export const editLetter = endpoint({
  operationId: 'editLetter',
  summary: 'Write over one letter by hand; approval starts again',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/letters/:letterId',
  params: LetterParams,
  body: LetterText,
  response: { 200: Letter },
  refusals: ['letter-not-found', 'letter-wrong-status', 'template-invalid'],
})

export const approveLetters = endpoint({
  operationId: 'approveLetters',
  summary: 'Approve every letter of a call that is a draft',
  tags,
  method: 'POST',
  path: '/calls/:callId/letters-approval',
  params: CallParams,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found', 'no-letter-waiting', 'letters-outdated'],
})

export const sendLetters = endpoint({
  operationId: 'sendLetters',
  summary: 'Send every approved letter of a call in one go: the PDF is kept to the byte, a mail leads to it',
  tags,
  method: 'POST',
  path: '/calls/:callId/letters-sending',
  params: CallParams,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found', 'results-not-published', 'no-letter-waiting', 'letters-outdated'],
})

export const schedulePublication = endpoint({
  operationId: 'schedulePublication',
  summary: 'Set the instant at which the results are published by themselves, with the approved letters',
  tags,
  method: 'PUT',
  path: '/calls/:callId/publication-date',
  params: CallParams,
  body: PublicationDate,
  response: { 200: LetterOutbox },
  refusals: ['call-not-found', 'call-wrong-status', 'publication-in-the-past'],
})

export const getLetterPdf = endpoint({
  operationId: 'getLetterPdf',
  summary: 'One letter as PDF; its first opening by its organisation is noted as the notification',
  tags,
  method: 'GET',
  path: '/letters/:letterId/pdf',
  params: LetterParams,
  response: { 200: Type.String({ description: 'application/pdf' }) },
  refusals: ['letter-not-found'],
})

export const listReceivedLetters = endpoint({
  operationId: 'listReceivedLetters',
  summary: 'The letters that were sent for one application',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/letters',
  params: Type.Object({ applicationId: Uuid }),
  response: { 200: Strict({ items: Type.Array(ReceivedLetter) }, 'ReceivedLetterList') },
  refusals: ['application-not-found'],
})
