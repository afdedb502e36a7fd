import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  Found,
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

/** The required operations of CommonGrants 0.4, and its search, below `/common-grants`: the published calls, for everybody. */
export const commonGrantsRoutes: FastifyPluginAsyncTypebox = async (app) => {
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
