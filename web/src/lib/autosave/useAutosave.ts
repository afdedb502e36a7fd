import type { Problem } from '@progress-ess/shared/kit'
import { onScopeDispose, ref, toRaw, watch } from 'vue'
import { localCopies } from './localCopies.ts'
import { canonical, merge3, withField, type Conflict } from './merge.ts'
import type { Autosave, AutosaveOptions, SaveState, Snapshot } from './types.ts'

const DELAY_MS = 800
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000] as const
/** Merging again and again with a busy colleague ends here, and is tried later. */
const MERGES_IN_A_ROW = 5

/** States that typing does not change: their own event (a timer, a choice, a sign-in) leads out of them. */
const WAITING: ReadonlySet<SaveState> = new Set(['failed', 'offline', 'signed-out', 'conflict'])

const isTransient = ({ code, status }: Problem): boolean =>
  status >= 500 || ['network-failure', 'aborted', 'request-timeout', 'too-many-requests', 'csrf-refused'].includes(code)

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(toRaw(value))) as T

/**
 * Saves what is typed by itself: after a pause, one request at a time, again after a failure. Until the server has it, it is also kept
 * on this machine. A version that has moved on is merged field by field; fields that both sides changed become `conflicts`.
 */
export function useAutosave<T>(options: AutosaveOptions<T>): Autosave {
  const { draft, canSave = () => true, delayMs = DELAY_MS } = options
  const state = ref<SaveState>('idle')
  const savedAt = ref<string | null>(null)
  const problem = ref<Problem | null>(null)
  const conflicts = ref<readonly Conflict[]>([])
  const isRecovered = ref(false)
  const copies = localCopies<T>(options.resource)

  let base = copyOf(options.server.value)
  /** From where the kept copy was typed: stays behind `base` while a conflict is open, so that a reload finds it again. */
  let keptBase = base
  let { version } = options.server
  let settled = canonical(base)
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: Promise<void> | null = null
  let failures = 0

  const isDirty = (): boolean => canonical(draft.value) !== settled
  const keep = (): void => copies.write({ value: copyOf(draft.value), base: keptBase, at: Date.now() })

  function schedule(ms: number): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void run(), ms)
  }

  function fail(refusal: Problem): void {
    problem.value = refusal
    if (refusal.code === 'unauthenticated') {
      state.value = 'signed-out'
    } else if (isTransient(refusal)) {
      state.value = navigator.onLine ? 'failed' : 'offline'
      schedule(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 60_000)
      failures += 1
    } else {
      state.value = 'refused'
    }
  }

  function settle(sent: T, saved: Snapshot<T>): void {
    base = saved.value
    keptBase = saved.value
    version = saved.version
    settled = canonical(sent)
    savedAt.value = new Date().toISOString()
    problem.value = null
    failures = 0
  }

  /** The server took a part of it: what is left is still mine alone, and is kept from there. */
  function settlePart(saved: Snapshot<T>): void {
    settle(saved.value, saved)
    keep()
  }

  /** Takes the server's newer version in; answers why it could not be read. */
  async function merge(): Promise<Problem | null> {
    const current = await options.load()
    if (!current.ok) return current.problem
    const result = merge3(base, copyOf(draft.value), current.value)
    base = current.value
    version = current.version
    settled = canonical(base)
    conflicts.value = result.conflicts
    if (result.conflicts.length === 0) keptBase = base
    draft.value = result.merged
    return null
  }

  async function saveAll(keepalive: boolean): Promise<void> {
    for (let merges = 0; isDirty();) {
      if (conflicts.value.length > 0 || !canSave()) {
        state.value = conflicts.value.length > 0 ? 'conflict' : 'signed-out'
        return
      }
      state.value = 'saving'
      const sent = copyOf(draft.value)
      const outcome = await options.save(sent, version, { keepalive })
      if (outcome.ok) {
        settle(sent, outcome)
        continue
      }
      if (outcome.taken !== undefined) settlePart(outcome.taken)
      const isStale = outcome.problem.code === 'stale-version' && merges < MERGES_IN_A_ROW
      const refusal = isStale ? await merge() : outcome.problem
      if (refusal !== null) {
        fail(refusal)
        return
      }
      keep()
      merges += 1
    }
    copies.clear()
    state.value = savedAt.value === null ? 'idle' : 'saved'
  }

  function run(keepalive = false): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    running ??= saveAll(keepalive).finally(() => {
      running = null
    })
    return running
  }

  async function flush(): Promise<boolean> {
    await running
    if (isDirty()) await run()
    return !isDirty()
  }

  function resolve(pointer: string, choice: 'mine' | 'theirs'): void {
    const conflict = conflicts.value.find((one) => one.pointer === pointer)
    if (conflict === undefined) return
    conflicts.value = conflicts.value.filter((one) => one !== conflict)
    if (choice === 'theirs') draft.value = withField(copyOf(draft.value), pointer, conflict.theirs)
    if (conflicts.value.length > 0) return
    keptBase = base
    schedule(0)
  }

  async function recover(): Promise<void> {
    const { copies: found, forget } = await copies.orphans()
    for (const copy of found) {
      const { merged, conflicts: open } = merge3(copy.base, copy.value, copyOf(draft.value))
      if (open.length > 0) keptBase = copy.base
      conflicts.value = [...conflicts.value, ...open]
      draft.value = merged
    }
    if (isDirty()) {
      isRecovered.value = found.length > 0
      keep()
      schedule(0)
    }
    forget()
  }

  watch(
    draft,
    () => {
      if (!isDirty() && timer === null) return
      keep()
      if (WAITING.has(state.value)) return
      if (state.value !== 'saving') state.value = 'pending'
      schedule(delayMs)
    },
    { deep: true, flush: 'sync' },
  )
  watch(canSave, (isAble) => {
    if (isAble && isDirty()) void run()
  })

  const retry = (): void => {
    if (isDirty()) void run()
  }
  const leave = (): void => {
    if (document.visibilityState === 'hidden' && isDirty()) void run(true)
  }
  addEventListener('online', retry)
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', leave)
  onScopeDispose(() => {
    removeEventListener('online', retry)
    removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', leave)
    void flush().finally(() => {
      if (timer !== null) clearTimeout(timer)
      copies.release()
    })
  })
  void recover()

  return { state, savedAt, problem, conflicts, isRecovered, resolve, flush }
}
