import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { Problem } from '@progress-ess/shared/kit'
import { effectScope, nextTick, ref, type EffectScope, type Ref } from 'vue'
import { useAutosave } from '../src/lib/autosave/useAutosave.ts'
import type { Autosave, SaveOutcome } from '../src/lib/autosave/types.ts'

type Doc = { name: string; need: string }
const START: Doc = { name: 'Laverie', need: '' }

const refusal = (code: string, status: number): Problem => ({
  type: 'about:blank',
  title: code,
  status,
  detail: '',
  code,
  requestId: 'r1',
})

/** A server with one versioned document, whose answers a test may replace. */
function givenServer(value: Doc = START) {
  const server = {
    value,
    version: 1,
    saves: 0,
    refuse: null as Problem | null,
    save: async (next: Doc, version: string | number): Promise<SaveOutcome<Doc>> => {
      server.saves += 1
      await Promise.resolve()
      if (server.refuse !== null) return { ok: false, problem: server.refuse }
      if (version !== server.version) return { ok: false, problem: refusal('stale-version', 412) }
      server.value = next
      server.version += 1
      return { ok: true, value: next, version: server.version }
    },
    load: async (): Promise<SaveOutcome<Doc>> => ({ ok: true, value: server.value, version: server.version }),
    /** Somebody else saves. */
    change(next: Partial<Doc>): void {
      server.value = { ...server.value, ...next }
      server.version += 1
    },
  }
  return server
}

type Tab = { scope: EffectScope; draft: Ref<Doc>; autosave: Autosave; signedIn: Ref<boolean> }
const tabs: Tab[] = []

async function openTab(server: ReturnType<typeof givenServer>): Promise<Tab> {
  const scope = effectScope()
  const draft = ref<Doc>({ ...server.value })
  const signedIn = ref(true)
  const autosave = scope.run(() =>
    useAutosave({
      resource: 'me:doc',
      draft,
      server: { value: server.value, version: server.version },
      save: server.save,
      load: server.load,
      canSave: () => signedIn.value,
    }),
  )!
  const tab = { scope, draft, autosave, signedIn }
  tabs.push(tab)
  await settle()
  return tab
}

const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms)
const keptCopies = (): string[] => Object.keys(localStorage).filter((key) => key.includes('draft:'))

/** As a crash or a closed window leaves it: nothing runs any more, its copy stays. */
function crash(tab: Tab): void {
  const copies = keptCopies().map((key) => [key, localStorage.getItem(key)!] as const)
  tab.signedIn.value = false
  tab.scope.stop()
  for (const [key, value] of copies) localStorage.setItem(key, value)
}

beforeEach(() => {
  jest.useFakeTimers()
  localStorage.clear()
})
afterEach(() => {
  for (const { scope } of tabs.splice(0)) scope.stop()
  jest.useRealTimers()
})

describe('saving by itself', () => {
  it('saves once, after a pause, what was typed in several strokes', async () => {
    const server = givenServer()
    const { draft, autosave } = await openTab(server)
    draft.value.need = 'U'
    draft.value.need = 'Une'
    expect(autosave.state.value).toBe('pending')
    expect(server.saves).toBe(0)
    await settle(800)
    expect(server.value.need).toBe('Une')
    expect(server.saves).toBe(1)
    expect(autosave.state.value).toBe('saved')
    expect(autosave.savedAt.value).not.toBeNull()
  })

  it('keeps a copy on the machine until the server has it', async () => {
    const server = givenServer()
    const { draft } = await openTab(server)
    draft.value.need = 'Une laverie'
    expect(localStorage.getItem(keptCopies()[0]!)).toContain('Une laverie')
    await settle(800)
    expect(keptCopies()).toEqual([])
  })

  it('takes a part that the server accepted as saved, and keeps the rest on the machine', async () => {
    const server = givenServer()
    const { save } = server
    server.save = async (next, version) => {
      if (next.need === 'short') return save(next, version)
      const taken = await save({ ...next, need: server.value.need }, version)
      return { ok: false, problem: refusal('answer-invalid', 422), taken: taken.ok ? taken : undefined }
    }
    const { draft, autosave } = await openTab(server)
    draft.value = { name: 'Laverie du quai', need: 'far too long' }
    await settle(800)
    expect(server.value).toEqual({ name: 'Laverie du quai', need: '' })
    expect(autosave.state.value).toBe('refused')
    const kept = JSON.parse(localStorage.getItem(keptCopies()[0]!)!)
    expect(kept).toMatchObject({ value: { need: 'far too long' }, base: { name: 'Laverie du quai', need: '' } })
    draft.value.need = 'short'
    await settle(800)
    expect(server.value).toEqual({ name: 'Laverie du quai', need: 'short' })
    expect(autosave.state.value).toBe('saved')
  })

  it('sends what was typed while a request was under way, after it', async () => {
    const server = givenServer()
    const { save } = server
    server.save = async (next, version) => {
      if (server.saves === 0) tab.draft.value.name = 'typed meanwhile'
      return save(next, version)
    }
    const tab = await openTab(server)
    tab.draft.value.need = 'first'
    await settle(5_000)
    expect(server.saves).toBe(2)
    expect(server.value).toEqual({ name: 'typed meanwhile', need: 'first' })
  })

  it('goes back to idle when the typing is undone', async () => {
    const server = givenServer()
    const { draft, autosave } = await openTab(server)
    draft.value.need = 'x'
    draft.value.need = ''
    await settle(800)
    expect(server.saves).toBe(0)
    expect(autosave.state.value).toBe('idle')
    expect(keptCopies()).toEqual([])
  })
})

describe('failures', () => {
  it('tries again with growing pauses, and says so until it succeeds', async () => {
    const server = givenServer()
    server.refuse = refusal('network-failure', 0)
    const { draft, autosave } = await openTab(server)
    draft.value.need = 'kept'
    await settle(800)
    expect(autosave.state.value).toBe('failed')
    await settle(2_000)
    expect(server.saves).toBe(2)
    draft.value.need = 'kept too'
    expect(autosave.state.value).toBe('failed')
    server.refuse = null
    await settle(5_000)
    expect(server.value.need).toBe('kept too')
    expect(autosave.state.value).toBe('saved')
  })

  it('tries at once when the network comes back', async () => {
    const server = givenServer()
    server.refuse = refusal('network-failure', 0)
    const { draft, autosave } = await openTab(server)
    draft.value.need = 'kept'
    await settle(800)
    server.refuse = null
    dispatchEvent(new Event('online'))
    await settle(1)
    expect(autosave.state.value).toBe('saved')
  })

  it('waits for a new sign-in, then saves what was typed meanwhile', async () => {
    const server = givenServer()
    server.refuse = refusal('unauthenticated', 401)
    const { draft, autosave, signedIn } = await openTab(server)
    draft.value.need = 'typed'
    await settle(800)
    signedIn.value = false
    expect(autosave.state.value).toBe('signed-out')
    draft.value.need = 'typed after the end'
    await settle(60_000)
    server.refuse = null
    signedIn.value = true
    await nextTick()
    await settle(1)
    expect(server.value.need).toBe('typed after the end')
  })

  it('does not repeat what the server refuses for good', async () => {
    const server = givenServer()
    server.refuse = refusal('application-closed', 409)
    const { draft, autosave } = await openTab(server)
    draft.value.need = 'too late'
    await settle(120_000)
    expect(server.saves).toBe(1)
    expect(autosave.state.value).toBe('refused')
    expect(autosave.problem.value?.code).toBe('application-closed')
    expect(await autosave.flush()).toBe(false)
    expect(keptCopies()).toHaveLength(1)
  })
})

describe('two tabs or two people', () => {
  it('merges changes of different fields without a question', async () => {
    const server = givenServer()
    const { draft, autosave } = await openTab(server)
    server.change({ name: 'Laverie du coin' })
    draft.value.need = 'mine'
    await settle(800)
    expect(server.value).toEqual({ name: 'Laverie du coin', need: 'mine' })
    expect(draft.value.name).toBe('Laverie du coin')
    expect(autosave.state.value).toBe('saved')
  })

  it.each(['mine', 'theirs'] as const)('asks about a field that both changed, and takes %s', async (choice) => {
    const server = givenServer()
    const { draft, autosave } = await openTab(server)
    server.change({ need: 'theirs' })
    draft.value.need = 'mine'
    await settle(800)
    expect(autosave.state.value).toBe('conflict')
    expect(autosave.conflicts.value).toEqual([{ pointer: '/need', base: '', mine: 'mine', theirs: 'theirs' }])
    expect(server.value.need).toBe('theirs')
    autosave.resolve('/need', choice)
    await settle(1)
    expect(server.value.need).toBe(choice)
    expect(draft.value.need).toBe(choice)
    expect(autosave.conflicts.value).toEqual([])
  })

  it('finds an open conflict again after a reload', async () => {
    const server = givenServer()
    const first = await openTab(server)
    server.change({ need: 'theirs' })
    first.draft.value.need = 'mine'
    await settle(800)
    crash(first)
    const second = await openTab(server)
    expect(second.autosave.conflicts.value).toMatchObject([{ pointer: '/need', mine: 'mine', theirs: 'theirs' }])
  })
})

describe('a tab that ended before it could save', () => {
  it('gives what was typed back to the next one, and saves it', async () => {
    const server = givenServer()
    server.refuse = refusal('network-failure', 0)
    const first = await openTab(server)
    first.draft.value.need = 'typed in the train'
    await settle(800)
    crash(first)
    server.refuse = null
    const second = await openTab(server)
    expect(second.draft.value.need).toBe('typed in the train')
    expect(second.autosave.isRecovered.value).toBe(true)
    await settle(1)
    expect(server.value.need).toBe('typed in the train')
    expect(keptCopies()).toEqual([])
  })

  it('merges it with what a colleague saved meanwhile', async () => {
    const server = givenServer()
    server.refuse = refusal('network-failure', 0)
    const first = await openTab(server)
    first.draft.value.need = 'mine'
    await settle(800)
    crash(first)
    server.refuse = null
    server.change({ name: 'theirs' })
    await openTab(server)
    await settle(1)
    expect(server.value).toEqual({ name: 'theirs', need: 'mine' })
  })

  it('saves at once when the page is hidden', async () => {
    const server = givenServer()
    const { draft } = await openTab(server)
    draft.value.need = 'last words'
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    await settle(1)
    jest.restoreAllMocks()
    expect(server.value.need).toBe('last words')
  })

  it('saves what is pending when its component leaves', async () => {
    const server = givenServer()
    const { draft, scope } = await openTab(server)
    draft.value.need = 'left the page'
    scope.stop()
    await settle(1)
    expect(server.value.need).toBe('left the page')
  })
})
