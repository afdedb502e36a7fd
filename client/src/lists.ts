import type { Endpoint } from '@progress-ess/shared/kit'
import type { Caller } from './call.ts'
import type { CallArguments, ItemOf } from './types.ts'

type Page = { readonly items: readonly unknown[]; readonly next: string | null }

/** The pages of a list, one request each, until its end. What is added meanwhile behind the place that was reached is met too. */
export async function* pagesOf<E extends Endpoint>(
  call: Caller,
  endpoint: E,
  ...[options]: CallArguments<E>
): AsyncGenerator<readonly ItemOf<E>[], void, undefined> {
  const given = (options ?? {}) as { querystring?: object }
  let querystring = given.querystring ?? {}
  for (;;) {
    const args = [{ ...given, querystring }] as unknown as CallArguments<E>
    const page = (await call(endpoint, ...args)).data as unknown as Page
    yield page.items as readonly ItemOf<E>[]
    if (page.next === null) return
    querystring = { ...querystring, after: page.next }
  }
}
