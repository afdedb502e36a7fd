import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { PageQuery, Uuid } from '../kit/primitives.ts'
import { AuditEntryPage, AuditVerification, SubjectType } from './schemas.ts'

const tags = ['audit'] as const

export const verifyAuditTrail = endpoint({
  operationId: 'verifyAuditTrail',
  summary: 'Recompute the chain of the audit trail and say whether it holds',
  tags,
  method: 'GET',
  path: '/audit/verification',
  response: { 200: AuditVerification },
})

export const listAuditEntries = endpoint({
  operationId: 'listAuditEntries',
  summary: 'List the audit lines, latest first: of one subject, or all',
  tags,
  method: 'GET',
  path: '/audit/entries',
  querystring: Type.Object({
    ...PageQuery,
    subjectType: Type.Optional(SubjectType),
    subjectId: Type.Optional(Uuid),
  }),
  response: { 200: AuditEntryPage },
})
