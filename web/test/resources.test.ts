import { afterEach, describe, expect, it } from '@jest/globals'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import type { Outcome, Refused } from '../src/api/client.ts'
import { syntheticProblem } from '../src/api/problem.ts'
import { usePages } from '../src/lib/usePages.ts'
import { useResource } from '../src/lib/useResource.ts'

let scope: EffectScope
afterEach(() => scope.stop())
const within = <T>(make: () => T): T => {
  scope = effectScope()
  return scope.run(make)!
}
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 6; turn += 1) await nextTick()
}
const ok = <T>(data: T): Outcome<T> => ({ ok: true, data, etag: '"1"', status: 200 })
const refused = (): Refused => ({ ok: false, problem: syntheticProblem('unavailable', 503) })

describe('a resource', () => {
  it('is read at once, and again when what it depends on changes', async () => {
    const id = ref('a')
    const { data, etag, isFirstLoad } = within(() => useResource(async () => ok(`thing ${id.value}`)))
    expect(isFirstLoad.value).toBe(true)
    await settle()
    expect([data.value, etag.value, isFirstLoad.value]).toEqual(['thing a', '"1"', false])
    id.value = 'b'
    await settle()
    expect(data.value).toBe('thing b')
  })

  it('gives up the older reading when a newer one begins, even if it answers last', async () => {
    const id = ref('slow')
    const answers: Record<string, (outcome: Outcome<string>) => void> = {}
    const signals: AbortSignal[] = []
    const { data } = within(() =>
      useResource((signal) => {
        signals.push(signal)
        const asked = id.value
        return new Promise<Outcome<string>>((resolve) => {
          answers[asked] = resolve
        })
      }),
    )
    id.value = 'fast'
    await settle()
    answers['fast']!(ok('fast'))
    answers['slow']!(ok('slow'))
    await settle()
    expect(data.value).toBe('fast')
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
  })

  it('keeps what it shows when reading it again fails, and says why', async () => {
    let isAway = false
    const { data, problem, reload } = within(() => useResource(async () => (isAway ? refused() : ok('shown'))))
    await settle()
    isAway = true
    await reload()
    expect([data.value, problem.value?.code]).toEqual(['shown', 'unavailable'])
    isAway = false
    await reload()
    expect(problem.value).toBeNull()
  })

  it('can wait: null reads nothing yet', async () => {
    const id = ref<string | null>(null)
    const { data, isLoading } = within(() =>
      useResource(() => (id.value === null ? null : Promise.resolve(ok(id.value)))),
    )
    await settle()
    expect([data.value, isLoading.value]).toEqual([null, false])
    id.value = 'now'
    await settle()
    expect(data.value).toBe('now')
  })

  it('stops with its component', () => {
    let seen: AbortSignal | undefined
    within(() =>
      useResource((signal) => {
        seen = signal
        return new Promise<Outcome<string>>(() => undefined)
      }),
    )
    scope.stop()
    expect(seen?.aborted).toBe(true)
  })
})

describe('a list by pages', () => {
  const all = ['a', 'b', 'c', 'd', 'e']
  const read = async (state: string, after?: string): Promise<Outcome<{ items: string[]; next: string | null }>> => {
    const from = after === undefined ? 0 : Number(after)
    const items = all.slice(from, from + 2).map((name) => state + name)
    return ok({ items, next: from + 2 < all.length ? String(from + 2) : null })
  }

  it('adds one page after the other until the end', async () => {
    const list = within(() => usePages(() => '', read))
    await settle()
    expect([list.items.value, list.hasMore.value]).toEqual([['a', 'b'], true])
    await list.more()
    await list.more()
    expect([list.items.value, list.hasMore.value]).toEqual([all, false])
    await list.more()
    expect(list.items.value).toEqual(all)
  })

  it('starts again from the first page when its filters change', async () => {
    const state = ref('x')
    const list = within(() => usePages(() => state.value, read))
    await settle()
    await list.more()
    state.value = 'y'
    await settle()
    expect(list.items.value).toEqual(['ya', 'yb'])
  })

  it('keeps its rows when a page cannot be read', async () => {
    let isAway = false
    const list = within(() =>
      usePages(
        () => '',
        async (state, after) => (isAway ? refused() : read(state, after)),
      ),
    )
    await settle()
    isAway = true
    await list.more()
    expect([list.items.value, list.problem.value?.code]).toEqual([['a', 'b'], 'unavailable'])
    isAway = false
    await list.more()
    expect(list.items.value).toHaveLength(4)
  })
})
