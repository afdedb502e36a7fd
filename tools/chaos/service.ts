import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from '../../api/src/db/embedded.ts'
import { enterAs, ensurePartner, freshKey } from '../partners/administration.ts'
import { Unusable } from '../lib/program.ts'
import { type Child, ROOT, start } from '../partners/children.ts'

const PORTS = [24_511, 24_512] as const

/** The built product as two processes on one PostgreSQL, in demonstration, with two partners. The partners know nothing of this file. */
export async function openService(folder: string) {
  if (!existsSync(join(ROOT, 'api/dist/server.js')))
    throw new Unusable('The API is not built: npm run build, then again.')
  const database = await startEmbedded({ dataDir: join(folder, 'database'), durable: true })
  const startApi = async (index: 0 | 1): Promise<Child> => {
    const child = start(['api/dist/server.js'], {
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      DATA_DIR: join(folder, 'data'),
      DEMO: '1',
      SERVE_PAGES: '0',
      LOG_LEVEL: 'warn',
      PORT: String(PORTS[index]),
    })
    await child.says(/is ready/)
    return child
  }
  // One after the other: the first one migrates and fills.
  const servers: [Child, Child] = [await startApi(0), await startApi(1)]
  const apis = [`http://127.0.0.1:${PORTS[0]}`, `http://127.0.0.1:${PORTS[1]}`] as const
  const manager = await enterAs(apis[0], 'manager')
  const partner = async (kind: 'cci' | 'cma') => {
    const contactEmail = `${kind}@partenaire.example`
    const made = await ensurePartner(manager, { kind, name: `${kind} (chaos)`, connection: 'full', contactEmail })
    return { id: made.partnerId, key: (await freshKey(manager, made.partnerId, 'live', 'chaos')).secret }
  }
  return {
    apis,
    partners: { cci: await partner('cci'), cma: await partner('cma') },
    restartApi: async (index: 0 | 1): Promise<void> => {
      await servers[index].kill('SIGKILL')
      servers[index] = await startApi(index)
    },
    stop: async (): Promise<void> => {
      await Promise.all(servers.map((server) => server.kill('SIGTERM')))
      await database.stop()
    },
  }
}
