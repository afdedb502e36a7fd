import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { generateTypes } from '../db/codegen.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrateToLatest } from '../db/migrate.ts'

const SCHEMA = new URL('../db/schema.ts', import.meta.url)

/** `npm run db:types`: writes `db/schema.ts` from a fresh database; with `--verify` only compares. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'progress-types-'))
  const { ownerUrl, stop } = await startEmbedded({ dataDir, durable: false })
  try {
    await migrateToLatest(ownerUrl)
    const text = await generateTypes(ownerUrl)
    if (!process.argv.includes('--verify')) await writeFile(SCHEMA, text)
    else if (text !== (await readFile(SCHEMA, 'utf8'))) throw new Error('db/schema.ts is stale: npm run db:types')
  } finally {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
