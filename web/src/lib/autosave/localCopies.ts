/** What one tab has typed and the server has not got yet, kept on this machine. */
export type LocalCopy<T> = {
  readonly value: T
  /** The server's value from which it was typed. */
  readonly base: T
  /** Milliseconds since 1970, to apply copies in the order in which they were typed. */
  readonly at: number
}

export type LocalCopies<T> = {
  readonly write: (copy: LocalCopy<T>) => void
  readonly clear: () => void
  /** The copies of tabs that are gone (closed, reloaded, crashed), oldest first; `forget` them once they are written anew. */
  readonly orphans: () => Promise<{ readonly copies: readonly LocalCopy<T>[]; readonly forget: () => void }>
  readonly release: () => void
}

const PREFIX = 'progress-ess.draft:'

const newTabId = (): string => [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')

/**
 * Copies of one resource of one account. Each tab writes its own, under a lock that the browser drops when the tab ends:
 * so a copy without its lock belongs to nobody, and two living tabs never take each other's.
 */
export function localCopies<T>(resource: string): LocalCopies<T> {
  const prefix = `${PREFIX}${resource}:`
  const name = prefix + newTabId()
  let release: () => void = () => undefined
  const hold = new Promise<void>((resolve) => {
    release = resolve
  })
  void locks()?.request(name, () => hold)

  function write(copy: LocalCopy<T>): void {
    try {
      localStorage.setItem(name, JSON.stringify(copy))
    } catch {
      // A full or forbidden storage: the page still holds what is typed, and the indicator tells whether it is saved.
    }
  }

  function clear(): void {
    try {
      localStorage.removeItem(name)
    } catch {
      // Nothing was kept.
    }
  }

  async function orphans(): Promise<{ copies: readonly LocalCopy<T>[]; forget: () => void }> {
    const held = new Set((await locks()?.query())?.held?.map((lock) => lock.name) ?? [])
    const keys = keysFrom(prefix).filter((key) => key !== name && !held.has(key))
    const copies = keys.map((key) => read<T>(key)).filter((copy) => copy !== null)
    const forget = (): void => {
      for (const key of keys) localStorage.removeItem(key)
    }
    return { copies: copies.sort((a, b) => a.at - b.at), forget }
  }

  return { write, clear, orphans, release: () => release() }
}

/** Absent where the page is served without TLS. */
const locks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks

function keysFrom(prefix: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}

function read<T>(key: string): LocalCopy<T> | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return typeof value === 'object' && value !== null && 'value' in value && 'base' in value && 'at' in value
      ? (value as LocalCopy<T>)
      : null
  } catch {
    return null
  }
}
