import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Strict, Uuid } from '../kit/primitives.ts'
import { Job } from './schemas.ts'

const tags = ['jobs'] as const
const JobParams = Type.Object({ jobId: Uuid })

export const listJobs = endpoint({
  operationId: 'listJobs',
  summary: 'List the long computations of a call: what waits or runs, and what ended within a day, the newest first',
  tags,
  method: 'GET',
  path: '/calls/:callId/jobs',
  params: Type.Object({ callId: Uuid }),
  response: { 200: Strict({ items: Type.Array(Job) }, 'JobList') },
  refusals: ['call-not-found'],
})

export const getJob = endpoint({
  operationId: 'getJob',
  summary: 'How far a long computation is, and what came of it',
  tags,
  method: 'GET',
  path: '/jobs/:jobId',
  params: JobParams,
  response: { 200: Job },
  refusals: ['job-not-found'],
})

export const cancelJob = endpoint({
  operationId: 'cancelJob',
  summary: 'End a long computation; nothing of it is kept',
  tags,
  method: 'POST',
  path: '/jobs/:jobId/cancellation',
  params: JobParams,
  response: { 200: Job },
  refusals: ['job-not-found', 'job-wrong-status'],
})
