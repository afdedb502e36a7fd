import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { createDatabase, createPool } from './db/database.ts'
import { DEMO_VAULT } from './kit/vault.ts'
import { localStore } from './files/local-store.ts'

/** The OpenAPI document as text, of an application that is connected to nothing. */
export async function openApiText(): Promise<string> {
  // A pool connects at its first query, and there is none.
  const pool = createPool({ connectionString: 'postgres://localhost/none' })
  const app: FastifyInstance = await buildApp({
    db: createDatabase(pool),
    pool,
    clock: () => new Date(0),
    settings: {
      publicUrl: 'http://localhost:3000',
      service: { name: '-', address: '-', email: '-', phone: '-', siret: null },
      isDemo: true,
      vault: DEMO_VAULT,
    },
    files: { store: localStore('none'), scanner: null },
    authenticate: async () => null,
    partners: { authenticate: async () => null, record: async () => undefined },
  })
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), null, 2)}\n`
  } finally {
    await app.close()
    await pool.end()
  }
}
