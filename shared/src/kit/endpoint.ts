import type { Static, TObject, TSchema } from 'typebox'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Endpoint = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly method: Method
  /** Below `/api/v1`, with `:parameter` segments. */
  readonly path: string
  readonly params?: TObject
  readonly querystring?: TObject
  readonly headers?: TObject
  readonly body?: TSchema
  /** The body is the bytes of a file (`application/octet-stream`), read as they arrive. Instead of `body`. */
  readonly accepts?: 'file'
  readonly response: Readonly<Record<number, TSchema>>
  /** Whether the caller names the version that he read (`If-Match`): without it 428, with an old one 412. */
  readonly isVersioned?: boolean
  /** Takes an `Idempotency-Key`: the same key with the same body gets the same answer, so that it can be sent again. */
  readonly isIdempotent?: boolean
  /** Days (`YYYY-MM-DD`) since when it should no longer be used, and on which it may end: told in headers (RFC 9745, RFC 8594). */
  readonly deprecatedSince?: string
  readonly sunsetOn?: string
  /** The stable codes that this operation may refuse with, besides the general ones of `problem.ts`. */
  readonly refusals?: readonly string[]
}

/** Declares one operation of the contract. The API mounts it, the OpenAPI document lists it, the client calls it. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

type Part<E, K extends string> = K extends keyof E
  ? E[K] extends TSchema
    ? Record<K, Static<E[K]>>
    : unknown
  : unknown
type Success<R> = {
  [K in keyof R]: K extends 200 | 201 | 202 | 204 ? (R[K] extends TSchema ? Static<R[K]> : never) : never
}[keyof R]

/** What a caller sends: `params`, `querystring` and `body`, each only where the endpoint declares it. */
export type RequestOf<E> = Part<E, 'params'> & Part<E, 'querystring'> & Part<E, 'body'>

/** What a caller receives when the operation succeeds. */
export type ResponseOf<E> = E extends { response: infer R } ? Success<R> : never
