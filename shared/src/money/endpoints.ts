import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { PageQuery, Uuid } from '../kit/primitives.ts'
import { FollowedAwardPage, OrganisationMoney } from './schemas.ts'

const tags = ['money'] as const

export const listFollowedAwards = endpoint({
  operationId: 'listFollowedAwards',
  summary: 'Awards with what follows them: agreement, payments, report, and what is to be done next; the latest first',
  tags,
  method: 'GET',
  path: '/followed-awards',
  querystring: Type.Object({ callId: Type.Optional(Uuid), isLate: Type.Optional(Type.Boolean()), ...PageQuery }),
  response: { 200: FollowedAwardPage },
})

export const getOrganisationMoney = endpoint({
  operationId: 'getOrganisationMoney',
  summary: 'All the money of an organisation with us: asked, awarded, paid, owed, claimed back, award by award',
  tags,
  method: 'GET',
  path: '/organisations/:organisationId/money',
  params: Type.Object({ organisationId: Uuid }),
  response: { 200: OrganisationMoney },
  refusals: ['organisation-not-found'],
})
