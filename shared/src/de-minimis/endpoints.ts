import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Uuid } from '../kit/primitives.ts'
import { AidDeclaration, DeMinimis, DeMinimisChecks, NewKnownGrant } from './schemas.ts'

const tags = ['de-minimis'] as const
const OrganisationParams = Type.Object({ organisationId: Uuid })
const CallParams = Type.Object({ callId: Uuid })

export const getDeMinimis = endpoint({
  operationId: 'getDeMinimis',
  summary: 'De minimis aid of an organisation over three rolling years: its sworn list, our awards, other known grants',
  tags,
  method: 'GET',
  path: '/organisations/:organisationId/de-minimis',
  params: OrganisationParams,
  response: { 200: DeMinimis },
  refusals: ['organisation-not-found'],
})

export const declareAids = endpoint({
  operationId: 'declareAids',
  summary:
    'Declare under oath every de minimis aid of the last three years from others; the list before stays in the trail',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/organisations/:organisationId/aid-declarations',
  params: OrganisationParams,
  body: AidDeclaration,
  response: { 201: DeMinimis },
  refusals: ['organisation-not-found', 'organisation-read-only'],
})

export const recordKnownGrant = endpoint({
  operationId: 'recordKnownGrant',
  summary:
    'Record a grant of the département outside this product: it counts for the threshold of agreements and for de minimis',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/organisations/:organisationId/known-grants',
  params: OrganisationParams,
  body: NewKnownGrant,
  response: { 201: DeMinimis },
  refusals: ['organisation-not-found'],
})

export const removeKnownGrant = endpoint({
  operationId: 'removeKnownGrant',
  summary: 'Take a recorded grant out of the sums; it stays in the trail',
  tags,
  method: 'DELETE',
  path: '/known-grants/:knownGrantId',
  params: Type.Object({ knownGrantId: Uuid }),
  response: { 200: DeMinimis },
  refusals: ['known-grant-not-found'],
})

export const listDeMinimisChecks = endpoint({
  operationId: 'listDeMinimisChecks',
  summary: 'What the awards of a call, decided or proposed, do to the de minimis aid of their organisations',
  tags,
  method: 'GET',
  path: '/calls/:callId/de-minimis',
  params: CallParams,
  response: { 200: DeMinimisChecks },
  refusals: ['call-not-found'],
})

export const exportDeMinimis = endpoint({
  operationId: 'exportDeMinimis',
  summary: 'The awards of a call for the register of de minimis aid, as CSV (UTF-8, semicolons)',
  tags,
  method: 'GET',
  path: '/calls/:callId/de-minimis.csv',
  params: CallParams,
  response: { 200: Type.String({ description: 'text/csv' }) },
  refusals: ['call-not-found', 'funder-not-identified'],
})
