import type { Endpoint, GENERAL_CODES, RequestOf, ResponseOf } from '@progress-ess/shared/kit'

/** Optional properties may be given as `undefined`: they are not sent. */
type Lenient<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] }

/** One part of the request: absent when undeclared, optional when everything in it is optional. */
type Part<R, K extends 'params' | 'querystring' | 'body'> =
  R extends Record<K, infer T>
    ? object extends T
      ? Readonly<Partial<Record<K, Lenient<T> | undefined>>>
      : Readonly<Record<K, K extends 'body' ? T : Lenient<T>>>
    : unknown

/** The bytes of a file, where the operation takes one. */
type FilePart<E> = E extends { readonly accepts: 'file' } ? { readonly file: Blob | Uint8Array<ArrayBuffer> } : unknown

type Common = {
  /** The version that was read: a number, or the `etag` of the answer. */
  readonly ifMatch?: string | number | undefined
  /** Names this request, so that sending it again does nothing twice. Made by the client when it is left out. */
  readonly idempotencyKey?: string | undefined
  /** Ends the call, its waits and its retries; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** For one attempt, in milliseconds. */
  readonly timeoutMs?: number | undefined
}

export type CallOptions<E extends Endpoint> = Part<RequestOf<E>, 'params'> &
  Part<RequestOf<E>, 'querystring'> &
  Part<RequestOf<E>, 'body'> &
  FilePart<E> &
  Common

/** The options may be left out when the operation needs nothing. */
export type CallArguments<E extends Endpoint> =
  object extends CallOptions<E> ? [options?: CallOptions<E>] : [options: CallOptions<E>]

/** What an operation answered. */
export type Answer<T> = {
  readonly data: T
  readonly status: number
  /** The version of the resource, to be sent back as `ifMatch`; null where the answer carries none. */
  readonly etag: string | null
  /** Names the request in the journals of both sides. */
  readonly requestId: string | null
  /** Whether this is the kept answer of an earlier request with the same `Idempotency-Key`. */
  readonly isReplayed: boolean
}

/** Whether an operation answers keyset pages, `{ items, next }` with `next` null on the last one. The feed of events has no last. */
export type Listable<E> = ResponseOf<E> extends { readonly next: infer N } ? (null extends N ? unknown : never) : never

/** One item of a list. */
export type ItemOf<E> = ResponseOf<E> extends { items: readonly (infer T)[] } ? T : never

/** The stable codes that an operation may refuse with. */
export type CodeOf<E> =
  | (typeof GENERAL_CODES)[number]
  | (E extends { readonly refusals: readonly (infer C extends string)[] } ? C : never)
