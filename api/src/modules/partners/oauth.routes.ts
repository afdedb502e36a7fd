import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/partners'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createRateLimit } from '../../kit/rate-limit.ts'
import { route } from '../../kit/route.ts'
import * as credentials from './credentials.service.ts'
import { clientOf, isForm, oauthErrorOf, readForm } from './oauth.ts'

/** The token endpoint and its metadata, so that any OAuth client finds its way (RFC 6749, 8414, 9728). */
export const oauthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guesses = createRateLimit(app.pool, 'partner-token', 60, 60)
  // Here alone: a form is what a page of another site can send without asking.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4_096 }, readForm)
  app.route({
    ...route(contract.issueAccessToken),
    config: { access: 'public' },
    // Clients of OAuth know their own words for a refusal, and no problem documents.
    errorHandler: (error, request, reply) => answerClient(error, request, reply),
    handler: async (request, reply) => {
      await guesses.consume(request.ip)
      void reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
      const { scope } = request.body
      const client = clientOf(request.headers.authorization, request.body)
      const given = scope === undefined ? client : { ...client, scope }
      return credentials.issueAccessToken(request.context(), given, request.ip)
    },
  })
}

function answerClient(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const found = isForm(request.headers['content-type']) ? oauthErrorOf(error) : null
  if (found === null) throw error // on to the problem documents
  if (found.status === 401) void reply.header('www-authenticate', 'Basic realm="oauth", charset="UTF-8"')
  return reply
    .status(found.status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((payload: string) => payload)
    .send(JSON.stringify({ error: found.error, error_description: found.description }))
}
