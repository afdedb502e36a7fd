import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  AwardParams,
  AwardSearchBody,
  Found,
  FoundAwards,
  GrantAward,
  Many,
  One,
  Opportunity,
  OpportunityParams,
  PagingQuery,
  SearchBody,
} from '@progress-ess/shared/common-grants'
import * as service from './common-grants.service.ts'

// Another protocol’s addresses: they are no part of our contract, which has its own versions.
const open = { config: { access: 'public', isStatic: true } } as const

const SEARCH_BYTES = 16_384

/** The required operations of CommonGrants 0.4, its search, and its awards, below `/common-grants`: what is published, for everybody. */
export const commonGrantsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(awardRoutes)
  app.get(
    '/opportunities',
    { ...open, schema: { hide: true, querystring: PagingQuery, response: { 200: Many(Opportunity) } } },
    (request) => service.listOpportunities(request.context(), request.query),
  )
  app.get(
    '/opportunities/:oppId',
    { ...open, schema: { hide: true, params: OpportunityParams, response: { 200: One(Opportunity) } } },
    (request) => service.getOpportunity(request.context(), request.params.oppId),
  )
  app.post(
    '/opportunities/search',
    { ...open, bodyLimit: SEARCH_BYTES, schema: { hide: true, body: SearchBody, response: { 200: Found } } },
    (request) => service.searchOpportunities(request.context(), request.body),
  )
}

const awardRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/awards',
    { ...open, schema: { hide: true, querystring: PagingQuery, response: { 200: Many(GrantAward) } } },
    (request) => service.listAwards(request.context(), request.query),
  )
  app.get(
    '/awards/:awdId',
    { ...open, schema: { hide: true, params: AwardParams, response: { 200: One(GrantAward) } } },
    (request) => service.getAward(request.context(), request.params.awdId),
  )
  app.post(
    '/awards/search',
    { ...open, bodyLimit: SEARCH_BYTES, schema: { hide: true, body: AwardSearchBody, response: { 200: FoundAwards } } },
    (request) => service.searchAwards(request.context(), request.body),
  )
}
