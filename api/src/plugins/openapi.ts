import swagger from '@fastify/swagger'
import type { Right } from '@progress-ess/shared/partners'
import fp from 'fastify-plugin'
import { addExamples, readExamples } from '../docs/examples.ts'

type Json = Record<string, unknown>
const isObject = (node: unknown): node is Json => typeof node === 'object' && node !== null && !Array.isArray(node)
const DATA_KEYWORDS = new Set(['default', 'const', 'enum', 'examples', 'example'])

/** A schema with a PascalCase `title` becomes a component of that name; everything else stays in place. */
function liftNamed(node: unknown, components: Json): unknown {
  if (Array.isArray(node)) return node.map((item) => liftNamed(item, components))
  if (!isObject(node)) return node
  const { title, ...rest } = node
  const body = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, DATA_KEYWORDS.has(key) ? value : liftNamed(value, components)]),
  )
  if (typeof title !== 'string') return title === undefined ? body : { ...body, title: liftNamed(title, components) }
  const known = components[title]
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(body)) {
    throw new Error(`Two schemas are titled ${title}`)
  }
  components[title] = body
  return { $ref: `#/components/schemas/${title}` }
}

const CREDENTIALS = [{ bearer: [] }, { cookie: [] }]

const SCOPES: Readonly<Record<Right, string>> = {
  'referrals:read': 'Read referrals, people and statistics',
  'referrals:write': 'Send referrals, answer them, act in the sandbox',
  'events:read': 'Read the feed of events',
  'webhooks:manage': 'Make and change webhooks, read their journal',
  'services:write': 'Change services, their capacity and the code map',
}

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Of partners: an API key (`sk_live_…`, `sk_test_…`), an access token that it was exchanged for (`at_…`), or the token of a mailed link (`pl_…`). Of people: the token of a session opened with `transport: token`.',
  },
  oauth: {
    type: 'oauth2',
    description:
      'A key for an access token of 15 minutes; metadata at `/.well-known/oauth-authorization-server`. The scopes are the rights of the key.',
    flows: { clientCredentials: { tokenUrl: '/api/v1/oauth/token', scopes: SCOPES } },
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'progress_session',
    description: 'Of the pages: the session of somebody signed in',
  },
} as const

/** Ways to be let in. A right that is `any` is every right. */
function securityOf(access: unknown, right: string | undefined): Readonly<Record<string, string[]>>[] {
  const own = right === undefined ? CREDENTIALS : [...CREDENTIALS, { oauth: right === 'any' ? [] : [right] }]
  return access === 'public' ? [{}, ...own] : own
}

/** Documents the header of the operations that create: see plugins/idempotency.ts, which checks it. */
function withKey(headers: unknown): Json {
  const { properties = {}, ...rest } = isObject(headers) ? headers : { type: 'object' }
  const key = {
    type: 'string',
    minLength: 8,
    maxLength: 255,
    description: 'The same key gets the same answer, for a day',
  }
  return { ...rest, properties: { ...(properties as Json), 'idempotency-key': key } }
}

/** Calls that were made against the product itself: see docs/examples.json. */
function withExamples(paths: unknown): void {
  const recorded = readExamples()
  for (const operations of Object.values(isObject(paths) ? paths : {})) {
    for (const operation of Object.values(isObject(operations) ? operations : {})) {
      const calls = isObject(operation) ? recorded[String(operation['operationId'])] : undefined
      if (isObject(operation) && calls !== undefined) addExamples(operation, calls)
    }
  }
}

const DESCRIPTION = `Calls for projects of a French département’s social and solidarity economy policy: intake, fair evaluation,
award rules as data under an envelope that PostgreSQL guards, explained and verifiable decisions.

Money is integer cents (EUR). Instants carry their zone. Lists are keyset pages: send \`next\` back as \`after\`.
Resources that people edit carry an \`ETag\`; send it back as \`If-Match\`. Refusals are problem documents (RFC 9457) with a stable \`code\`.`

const TAGS = [
  { name: 'identity', description: 'Accounts, sessions, second factors, invitations' },
  { name: 'organisations', description: 'Structures and the people who act for them' },
  { name: 'calls', description: 'Calls for projects (editions)' },
  { name: 'applications', description: 'Applications, as their organisation works on them' },
  { name: 'instruction', description: 'Applications, as agents instruct them' },
  { name: 'files', description: 'Files attached to applications, and their addresses' },
  { name: 'evaluations', description: 'Marks and comments on the call’s grid' },
  { name: 'scenarios', description: 'Award rules run on a snapshot of scores' },
  { name: 'approvals', description: 'Signatures that decisions need before they are made' },
  {
    name: 'jobs',
    description: 'Computations that take longer than a request: how far they are, and what came of them',
  },
  { name: 'decisions', description: 'Decisions and published results' },
  { name: 'letters', description: 'Letters that tell decisions: templates, outbox, what was sent and opened' },
  { name: 'money', description: 'Awards, envelope and ledger' },
  { name: 'bank-accounts', description: 'Where organisations are paid: changed by two people, never shown whole' },
  { name: 'payments', description: 'Instalments of awards, lists for the public accountant' },
  { name: 'agreements', description: 'What beneficiaries sign before they are paid' },
  { name: 'reports', description: 'What beneficiaries owe after an award, money claimed back, settlement' },
  { name: 'de-minimis', description: 'De minimis aid of organisations over three years: declared, ours, known' },
  { name: 'open-data', description: 'Published awards and calls in the formats that portals read' },
  { name: 'partners', description: 'Chambers and other services: agreements, keys, what they do' },
  { name: 'referrals', description: 'People and projects passed between services, with consent, both ways' },
  { name: 'parties', description: 'The people and structures of referrals: their single file, their rights' },
  { name: 'sandbox', description: 'What test keys try things out on' },
  { name: 'events', description: 'The feed of a partner, and webhooks' },
  { name: 'audit', description: 'The audit trail and its verification' },
]

export const openapiPlugin = fp(
  async (app) => {
    const components: Json = {}
    await app.register(swagger, {
      convertConstToEnum: false,
      openapi: {
        openapi: '3.1.0',
        info: {
          title: "Progr'ESS API",
          version: '1.0.0',
          description: DESCRIPTION,
          license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/en/' },
        },
        servers: [{ url: '/', description: 'This server' }],
        tags: TAGS,
        components: {
          securitySchemes: SECURITY_SCHEMES,
        },
      },
      transform: ({ schema, url, route }) => {
        const { access, isIdempotent, right } = route.config ?? {}
        if (route.config?.isStatic === true) return { schema: { ...schema, hide: true }, url }
        const lifted: Json = { ...schema }
        // Not validated, hence not in the route’s own schema: the bytes are read as they arrive.
        if ('consumes' in lifted) lifted['body'] = { type: 'string', format: 'binary' }
        if (isIdempotent === true) lifted['headers'] = withKey(lifted['headers'])
        for (const part of ['body', 'response'] as const) {
          if (part in lifted) lifted[part] = liftNamed(lifted[part], components)
        }
        // @fastify/swagger splits these into parameters and cannot follow a reference at their top
        for (const part of ['params', 'querystring', 'headers'] as const) {
          const whole = lifted[part]
          if (isObject(whole)) lifted[part] = { ...whole, properties: liftNamed(whole['properties'], components) }
        }
        lifted['security'] = securityOf(access, right)
        if (Array.isArray(access)) lifted['x-roles'] = access
        if (right !== undefined) lifted['x-right'] = right
        return { schema: lifted, url }
      },
      transformObject: (document) => {
        if (!('openapiObject' in document)) return document.swaggerObject
        const { openapiObject } = document
        withExamples(openapiObject.paths)
        const named = Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)))
        return { ...openapiObject, components: { ...openapiObject.components, schemas: named } } as typeof openapiObject
      },
    })
  },
  { name: 'openapi' },
)
