import { createRequire, register } from 'node:module'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import runner from 'jest-circus/runner'
import { register as registerTypeScript } from 'tsx/esm/api'

/** What matchers such as `expect.any(Number)` compare with: those of the modules under test. */
const CONSTRUCTORS = { Array, BigInt, Boolean, Error, Function, Number, Object, String, Symbol }

// Nothing is open any more: ends at once, instead of freeing a heap of hundreds of megabytes piece by piece, which on a busy machine
// takes longer than the half second after which Jest says that a worker leaks. One that does leak never comes here.
process.once('beforeExit', () => process.exit())

registerTypeScript()
process.setSourceMapsEnabled(true)
register('./globals-hook.js', import.meta.url)

const asyncHooks = createRequire(import.meta.url)('node:async_hooks')

/**
 * What Jest asks of `AsyncLocalStorage`, to know which test runs. Ours run one after another, so a variable will do: the real one makes Node
 * follow every promise of the worker, a fifth of its time.
 */
class OneAtATime {
  #store

  getStore() {
    return this.#store
  }

  run(store, work) {
    const before = this.#store
    const back = () => {
      this.#store = before
    }
    this.#store = store
    try {
      const result = work()
      if (typeof result?.then === 'function') result.then(back, back)
      else back()
      return result
    } catch (error) {
      back()
      throw error
    }
  }
}

/** Starts Jest's runner, which takes its storage before it first waits. */
function start(...given) {
  const { AsyncLocalStorage } = asyncHooks
  asyncHooks.AsyncLocalStorage = OneAtATime
  try {
    return runner.default(...given)
  } finally {
    asyncHooks.AsyncLocalStorage = AsyncLocalStorage
  }
}

/**
 * Jest's own test runner, on Node's own modules: a worker evaluates the application once, not once for each test file,
 * and what is hot stays compiled. Test files share the state of modules, so they change none (docs/adr/0016).
 */
export default function nativeRunner(globalConfig, config, environment, runtime, testPath, report) {
  Object.assign(environment.global, CONSTRUCTORS)
  // Jest knows no source maps of modules that it did not transform; Node does.
  delete Error.prepareStackTrace
  runtime.unstable_importModule = (path) => {
    // The functions of this file's tests: what `@jest/globals` gives within Jest's own module registry.
    globalThis[Symbol.for('progress-ess.jest')] = runtime.requireModuleOrMock(path, '@jest/globals')
    return import(pathToFileURL(path).href)
  }
  return start(globalConfig, config, environment, runtime, testPath, report)
}
