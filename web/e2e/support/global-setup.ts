import process from 'node:process'
import { buildPages, startServer, type Server } from './server.ts'

declare global {
  var e2eServer: Server | undefined
}

/**
 * Builds the pages if needed and starts one product for all journeys; its address is `E2E_URL`, unless one is already given.
 * It fills its demonstration while other tests run: the journeys wait for it (`useBrowser`).
 */
export default async function setup(): Promise<void> {
  if (process.env['E2E_URL'] !== undefined) return
  await buildPages()
  globalThis.e2eServer = await startServer()
  process.env['E2E_URL'] = globalThis.e2eServer.url
  globalThis.e2eServer.ready().catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
}
