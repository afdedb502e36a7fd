import { RIGHTS } from '@progress-ess/shared/partners'
import fp from 'fastify-plugin'

/** Where a client learns what protects this API: also named by the challenge of every 401. */
export const RESOURCE_METADATA = '/.well-known/oauth-protected-resource/api/v1'

/** The metadata of the authorization server (RFC 8414) and of the resource (RFC 9728): facts, for everybody. */
export const wellKnownPlugin = fp(
  async (app) => {
    const config = { access: 'public', isStatic: true } as const
    const base = app.settings.publicUrl
    const server = {
      issuer: base,
      token_endpoint: `${base}/api/v1/oauth/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      // There is no authorization endpoint; the RFC wants the member all the same.
      response_types_supported: [],
      scopes_supported: [...RIGHTS],
      service_documentation: `${base}/docs`,
    }
    const resource = {
      resource: `${base}/api/v1`,
      authorization_servers: [base],
      scopes_supported: [...RIGHTS],
      bearer_methods_supported: ['header'],
      resource_documentation: `${base}/docs`,
    }
    app.get('/.well-known/oauth-authorization-server', { config, schema: { hide: true } }, () => server)
    app.get(RESOURCE_METADATA, { config, schema: { hide: true } }, () => resource)
  },
  { name: 'well-known', dependencies: ['access'] },
)
