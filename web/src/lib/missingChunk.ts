const KEY = 'progress-ess.reloaded-at'
const ONCE_EVERY_MS = 30_000

/** A page's script could not be loaded: after a deployment those of the old version are gone. */
export function isMissingChunk(error: unknown): boolean {
  return error instanceof TypeError && /import|module|fetch/i.test(error.message)
}

/** Opening the page from the new version mends it, once; a second failure in a row is not that. */
export function mayReload(now = Date.now()): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0)
    sessionStorage.setItem(KEY, String(now))
    return now - last > ONCE_EVERY_MS
  } catch {
    return false
  }
}
