import { runInNewContext } from 'node:vm'

/**
 * Another test file of this worker may have brought what Node itself lacks (pdf.js does): jsdom would look for it in each window,
 * in vain. What a fresh context does not know is taken away before jsdom is loaded.
 */
const known = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'))
for (const name of ['AsyncDisposableStack', 'DisposableStack', 'Iterator', 'SuppressedError']) {
  if (!known.has(name)) Reflect.deleteProperty(globalThis, name)
}
