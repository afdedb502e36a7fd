import fp from 'fastify-plugin'

type Dated = { readonly 'x-deprecated-since'?: string; readonly 'x-sunset'?: string }

/** Says in headers that an operation should no longer be used (RFC 9745), and when it ends (RFC 8594): the contract has the days. */
export const deprecationPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      const schema = (request.routeOptions.schema ?? {}) as Dated
      const [since, sunset] = [schema['x-deprecated-since'], schema['x-sunset']]
      if (since !== undefined) {
        void reply.header('deprecation', `@${Date.parse(since) / 1000}`)
        void reply.header('link', `<${app.settings.publicUrl}/docs/guides/versions>; rel="deprecation"`)
      }
      if (sunset !== undefined) void reply.header('sunset', new Date(sunset).toUTCString())
      done()
    })
  },
  { name: 'deprecation' },
)
