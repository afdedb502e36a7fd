import { onMounted, onScopeDispose, type Ref } from 'vue'

/** Digits typed within this time make one mark, for scales that go beyond 9. */
const PAUSE_MS = 700
const IGNORED = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]'

export type MarkKeys = {
  /** Criteria in the order of the grid. */
  readonly criteria: () => readonly string[]
  /** Where one starts when no criterion has the focus. */
  readonly entry: () => string | undefined
  /** Gives a mark; false when the scale has no such mark. */
  readonly mark: (criterionId: string, value: number) => boolean
  readonly focus: (criterionId: string) => void
  readonly comment: (criterionId: string) => void
}

/**
 * Marks by the keyboard: digits mark, N and P change criterion, C comments. Only while the focus is in the grid or on the pane
 * around it, and never where one types (WCAG 2.1.4).
 */
export function useMarkKeys(root: Readonly<Ref<HTMLElement | null>>, keys: MarkKeys): void {
  let typed = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function current(target: Element): string | undefined {
    return target.closest<HTMLElement>('[data-criterion]')?.dataset['criterion'] ?? keys.entry()
  }

  function digit(criterionId: string, key: string): void {
    clearTimeout(timer)
    timer = setTimeout(() => (typed = ''), PAUSE_MS)
    for (const candidate of [typed + key, key]) {
      if (keys.mark(criterionId, Number(candidate))) {
        typed = candidate
        keys.focus(criterionId)
        return
      }
    }
    typed = key
  }

  function move(criterionId: string, step: 1 | -1): void {
    const all = keys.criteria()
    const next = all[all.indexOf(criterionId) + step]
    typed = ''
    if (next !== undefined) keys.focus(next)
  }

  function press(event: KeyboardEvent): void {
    const target = event.target
    if (!(target instanceof Element) || target.matches(IGNORED)) return
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    const criterionId = current(target)
    if (criterionId === undefined) return
    if (/^\d$/.test(event.key)) digit(criterionId, event.key)
    else if (event.key === 'n') move(criterionId, 1)
    else if (event.key === 'p') move(criterionId, -1)
    else if (event.key === 'c') keys.comment(criterionId)
    else return
    event.preventDefault()
  }

  let pane: HTMLElement | null = null
  onMounted(() => {
    pane = root.value?.closest<HTMLElement>('section[tabindex]') ?? root.value
    pane?.addEventListener('keydown', press)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    pane?.removeEventListener('keydown', press)
  })
}
