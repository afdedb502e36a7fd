import type { Endpoint, RequestOf, ResponseOf } from '@progress-ess/shared/kit'
import type { Caller } from './call.ts'
import { ApiProblem } from './problems.ts'
import type { Answer, CallArguments } from './types.ts'

type BodyOf<E> = RequestOf<E> extends { body: infer B } ? B : never
type ParamsOf<E> = RequestOf<E> extends { params: infer P } ? P : never

export type EditOptions<R extends Endpoint, W extends Endpoint> = {
  /** Of both operations. */
  readonly params: ParamsOf<R> & ParamsOf<W>
  /** What to write, from what stands there now; null: nothing. Asked again when somebody else was faster. */
  readonly change: (current: ResponseOf<R>) => BodyOf<W> | null
  /** How often to read anew after a `stale-version`; 3 by default. */
  readonly tries?: number
  readonly signal?: AbortSignal
}

/**
 * Reads, changes and writes with `If-Match`, and does it again when the version is old meanwhile. Answers what was written,
 * or null when there was nothing to change. Rejects with the last `stale-version` when it never was the first.
 */
export async function edit<R extends Endpoint, W extends Endpoint>(
  call: Caller,
  read: R,
  write: W,
  { params, change, tries = 3, signal }: EditOptions<R, W>,
): Promise<Answer<ResponseOf<W>> | null> {
  const toRead = [{ params, signal }] as unknown as CallArguments<R>
  for (let attempt = 1; ; attempt += 1) {
    const { data, etag } = await call(read, ...toRead)
    if (etag === null) throw new TypeError(`${read.operationId} answers no version`)
    const body = change(data)
    if (body === null) return null
    try {
      return await call(write, ...([{ params, body, ifMatch: etag, signal }] as unknown as CallArguments<W>))
    } catch (error) {
      const isStale = error instanceof ApiProblem && error.code === 'stale-version'
      if (!isStale || attempt >= tries) throw error
    }
  }
}
