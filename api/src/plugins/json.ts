import fp from 'fastify-plugin'

/** Bodies of JSON. An operation that takes none takes an empty one too: clients that always name the type send just that. */
export const jsonPlugin = fp(
  async (app) => {
    const parse = app.getDefaultJsonParser('error', 'error')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body.length === 0 && request.routeOptions.schema?.body === undefined) done(null)
      else void parse(request, body.toString(), done)
    })
  },
  { name: 'json' },
)
