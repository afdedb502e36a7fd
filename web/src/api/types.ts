import type { Endpoint } from '@progress-ess/shared/kit'
import type { Static, TSchema } from 'typebox'

/** Optional properties may be given as `undefined`: they are not sent. */
type Lenient<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] }

type Given<S> = S extends TSchema ? Static<S> : never

/** One part of the request: absent when undeclared, optional when everything in it is optional. */
type Part<E, K extends 'params' | 'querystring' | 'body'> = K extends keyof E
  ? E[K] extends TSchema
    ? object extends Given<E[K]>
      ? Readonly<Partial<Record<K, Lenient<Given<E[K]>>>>>
      : Readonly<Record<K, K extends 'body' ? Given<E[K]> : Lenient<Given<E[K]>>>>
    : unknown
  : unknown

/** The bytes of a file, where the operation takes one. */
type FilePart<E> = E extends { readonly accepts: 'file' } ? { readonly file: Blob } : unknown

export type CallOptions<E extends Endpoint> = Part<E, 'params'> &
  FilePart<E> &
  Part<E, 'querystring'> &
  Part<E, 'body'> & {
    /** The version that was read: a number, or the `etag` of the answer. */
    readonly ifMatch?: string | number
    readonly idempotencyKey?: string
    readonly signal?: AbortSignal
    /** The answer is a text (CSV), not JSON. */
    readonly reads?: 'text'
    /** Goes on when the page is left: for the last words of a form. */
    readonly keepalive?: boolean
  }

/** The options may be left out when the operation needs nothing. */
export type CallArguments<E extends Endpoint> =
  object extends CallOptions<E> ? [options?: CallOptions<E>] : [options: CallOptions<E>]
