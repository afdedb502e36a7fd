import { type Endpoint, Problem } from '@progress-ess/shared/kit'
import { type TObject, Type } from 'typebox'
import { onceEach } from './once-each.ts'

const REFUSAL = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: Problem } },
}

/** Which version the caller read. Absent or malformed is refused by `versionFrom`, with a code of its own. */
const IfMatch = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 40, description: 'The ETag that was read' })),
})

type RouteOf<E extends Endpoint> = {
  method: E['method']
  url: string
  schema: Omit<
    E,
    | 'method'
    | 'path'
    | 'tags'
    | 'response'
    | 'refusals'
    | 'isVersioned'
    | 'isIdempotent'
    | 'accepts'
    | 'deprecatedSince'
    | 'sunsetOn'
  > & {
    tags: string[]
    response: E['response'] & { '4xx': unknown }
    'x-refusal-codes': readonly string[]
  }
}

/** Turns one operation of the shared contract into Fastify route options. */
export function route<const E extends Endpoint>(endpoint: E): RouteOf<E> {
  const {
    method,
    path,
    tags,
    response,
    refusals = [],
    isVersioned = false,
    isIdempotent = false,
    deprecatedSince,
    sunsetOn,
    accepts,
    ...schema
  } = endpoint
  const options: unknown = {
    method,
    url: path,
    schema: {
      ...schema,
      ...(schema.querystring === undefined ? {} : { querystring: strict(schema.querystring) }),
      ...(isVersioned ? { headers: IfMatch } : {}),
      ...(isIdempotent ? { 'x-idempotent': true } : {}),
      ...(accepts === undefined ? {} : { consumes: ['application/octet-stream'] }),
      ...(deprecatedSince === undefined ? {} : { deprecated: true, 'x-deprecated-since': deprecatedSince }),
      ...(sunsetOn === undefined ? {} : { 'x-sunset': sunsetOn }),
      tags: [...tags],
      response: { ...response, '4xx': REFUSAL },
      'x-refusal-codes': isVersioned ? [...refusals, 'stale-version', 'version-required'] : refusals,
    },
  }
  return options as RouteOf<E>
}

/** A mistyped filter is refused rather than ignored: ignoring it would answer something else than what was asked. */
const strict = onceEach((query: TObject): TObject => Object.assign({ ...query }, { additionalProperties: false }))
