import { type Endpoint, Problem } from '@progress-ess/shared/kit'
import { Type } from 'typebox'

const REFUSAL = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: Problem } },
}

type RouteOf<E extends Endpoint> = {
  method: E['method']
  url: string
  schema: Omit<E, 'method' | 'path' | 'tags' | 'response' | 'refusals'> & {
    tags: string[]
    response: E['response'] & { '4xx': unknown }
    'x-refusal-codes': readonly string[]
  }
}

/** Turns one operation of the shared contract into Fastify route options. */
export function route<const E extends Endpoint>({ method, path, tags, response, refusals, ...schema }: E): RouteOf<E> {
  return {
    method,
    url: path,
    schema: {
      ...schema,
      tags: [...tags],
      response: { ...response, '4xx': REFUSAL },
      'x-refusal-codes': refusals ?? [],
    },
  }
}

/** Header of the operations that people edit: which version they read. */
export const IfMatch = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 40 })) })
