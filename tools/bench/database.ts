import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { startEmbedded } from '../../api/src/db/embedded.ts'
import { migrateToLatest } from '../../api/src/db/migrate.ts'
import type { Table } from './fixture.ts'

export type BenchDatabase = {
  readonly appUrl: string
  readonly ownerUrl: string
  readonly owner: pg.Client
  readonly version: string
  readonly stop: () => Promise<void>
}

/** A PostgreSQL of its own that flushes to the disk as in production, migrated and empty; removed at the end. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'progress-ess-bench-'))
  const { ownerUrl, appUrl, stop } = await startEmbedded({ dataDir, durable: true })
  await migrateToLatest(ownerUrl)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const { rows } = await owner.query<{ server_version: string }>('show server_version')
  return {
    ownerUrl,
    appUrl,
    owner,
    version: rows[0]?.server_version ?? 'unknown',
    stop: async () => {
      await owner.end()
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Streams rows into a table by COPY. */
export async function copyRows<Row>(owner: pg.Client, table: Table<Row>, rows: Iterable<Row>): Promise<void> {
  const lines = function* () {
    for (const row of rows) yield `${table.of(row).map(cell).join('\t')}\n`
  }
  await pipeline(Readable.from(lines()), owner.query(copyFrom(`copy ${table.into} from stdin`)))
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const cell = (value: string | number | null): string =>
  value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign)
