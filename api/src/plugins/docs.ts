import fp from 'fastify-plugin'
import type { OpenApi } from '../docs/openapi-document.ts'
import { buildSite, type Site } from '../docs/site.ts'

/**
 * The documentation at `/docs`: static pages, made at the first visit and kept. Nothing in them is inline and nothing comes
 * from another host, so the policy of the pages holds for them as it is.
 */
export const docsPlugin = fp(
  async (app) => {
    let site: Promise<Site> | null = null
    app.get('/docs', { config: { access: 'public', isStatic: true }, schema: { hide: true } }, (_request, reply) =>
      reply.redirect('/docs/', 308),
    )
    app.get<{ Params: { '*': string } }>(
      '/docs/*',
      { config: { access: 'public', isStatic: true }, schema: { hide: true } },
      async (request, reply) => {
        site ??= buildSite(app.swagger() as unknown as OpenApi).catch((error: unknown) => {
          site = null // the next visit tries again
          throw error
        })
        const page = (await site).get(request.params['*'])
        if (page === undefined) {
          reply.callNotFound()
          return reply
        }
        void reply.header('etag', page.etag).header('cache-control', 'no-cache')
        if (request.headers['if-none-match'] === page.etag) return reply.status(304).send()
        return reply.type(page.type).send(page.body)
      },
    )
  },
  { name: 'docs', dependencies: ['openapi', 'errors'] },
)
