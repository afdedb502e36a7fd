import { readonly, ref, type Ref } from 'vue'

/**
 * The secret of a partner’s link. It comes after the # of an address, which no server sees, is taken out of it at once, and
 * lives as long as the tab: never in the history, never in what is shared when the address is copied.
 */
const KEY = 'progress-ess.link'
const PATTERN = /^#(pl_(?:live|test)_[A-Za-z0-9_-]{20,100})$/

const token = ref<string | null>(null)
/** The link of this tab; null when there is none. */
export const linkToken: Readonly<Ref<string | null>> = readonly(token)

/** Storage that a browser may refuse: the link then lives until the page is left. */
function remember(value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, value)
  } catch {
    // The token stays in memory.
  }
}

function recall(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Takes the token out of a fragment; true when there was one, and the address is to be replaced by one without. */
export function takeLink(hash: string): boolean {
  const found = PATTERN.exec(hash)?.[1]
  if (found === undefined) {
    token.value ??= recall()
    return false
  }
  token.value = found
  remember(found)
  history.replaceState(history.state, '', location.pathname + location.search)
  return true
}

export function forgetLink(): void {
  token.value = null
  remember(null)
}
