import './own-globals.js'
import { TestEnvironment } from 'jest-environment-jsdom'

/** jsdom without what the product expects of every browser: taken from Node. */
export default class BrowserLikeEnvironment extends TestEnvironment {
  async setup() {
    await super.setup()
    Object.assign(this.global, {
      AbortController,
      AbortSignal,
      Blob,
      Headers,
      Request,
      Response,
      TextDecoder,
      TextEncoder,
      fetch,
      structuredClone,
    })
  }
}
