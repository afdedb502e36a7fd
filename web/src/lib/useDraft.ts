import { reactive, watch } from 'vue'

const PREFIX = 'progress-ess.kept:'

/** What was typed under this name and not sent yet, else `initial`; kept for as long as the tab lives. */
export function readDraft<T extends object>(name: string, initial: T): T {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null')
    return typeof kept === 'object' && kept !== null ? { ...initial, ...kept } : initial
  } catch {
    return initial
  }
}

/** Keeps what is typed; nothing is kept once it is sent. */
export function keepDraft(name: string, value: object | null): void {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Without storage the page still holds it while it is open.
  }
}

/** Values that outlive a change of tab of the sheet, of file or of page, until `clear`. */
export function useDraft<T extends object>(name: string, initial: T): { values: T; clear: () => void } {
  const values = reactive({ ...readDraft(name, initial) }) as T
  watch(values, () => keepDraft(name, values), { deep: true, flush: 'sync' })
  const clear = (): void => {
    Object.assign(values, initial)
    keepDraft(name, null)
  }
  return { values, clear }
}
