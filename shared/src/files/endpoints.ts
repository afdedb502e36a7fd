import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Line, Uuid } from '../kit/primitives.ts'
import { FileLink, StoredFile, StoredFileList } from './schemas.ts'

const tags = ['files'] as const
const ApplicationParams = Type.Object({ applicationId: Uuid })
const AttachmentParams = Type.Object({ applicationId: Uuid, fileId: Uuid })

export const attachFile = endpoint({
  operationId: 'attachFile',
  summary: 'Send a file to an application; it counts once an answer of kind `files` names its id',
  description:
    'The body is the file itself, at most 10 MiB, read as it arrives. Its type is recognised by its content. A file that no answer names is removed after a day.',
  tags,
  method: 'POST',
  path: '/applications/:applicationId/attachments',
  params: ApplicationParams,
  querystring: Type.Object({ name: Line(200) }),
  accepts: 'file',
  response: { 201: StoredFile },
  refusals: [
    'application-not-found',
    'organisation-read-only',
    'call-closed',
    'application-wrong-status',
    'call-not-open',
    'correction-overdue',
    'file-empty',
    'file-too-large',
    'file-type-refused',
    'too-many-files',
  ],
})

export const listAttachments = endpoint({
  operationId: 'listAttachments',
  summary: 'The files of an application: all of them for its organisation, those that were submitted for agents',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/attachments',
  params: ApplicationParams,
  response: { 200: StoredFileList },
  refusals: ['application-not-found'],
})

export const linkAttachment = endpoint({
  operationId: 'linkAttachment',
  summary: 'An address of a file that works for five minutes, without a session',
  tags,
  method: 'POST',
  path: '/applications/:applicationId/attachments/:fileId/link',
  params: AttachmentParams,
  response: { 201: FileLink },
  refusals: ['application-not-found', 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const readFile = endpoint({
  operationId: 'readFile',
  summary: 'The bytes of a file, by an address of `linkAttachment`',
  tags,
  method: 'GET',
  path: '/files/:fileId/content',
  params: Type.Object({ fileId: Uuid }),
  querystring: Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 }) }),
  response: { 200: Type.String({ description: 'The file, always as a download' }) },
  refusals: ['file-not-found', 'file-infected'],
})
