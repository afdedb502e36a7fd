import process from 'node:process'
import { ConfigError, readConfig } from '../config.ts'
import { migrateToLatest, updateChecksums } from '../db/migrate.ts'

/** `npm run migrate`: brings DATABASE_OWNER_URL up to date. With `-- --update-checksums`: lists the files anew, migrates nothing. */
async function main(): Promise<void> {
  if (process.argv.includes('--update-checksums')) {
    await updateChecksums()
    console.log('migrations/checksums.txt is up to date')
    return
  }
  const { databaseOwnerUrl, databaseUrl } = readConfig(process.env)
  if (databaseOwnerUrl === null) throw new ConfigError('DATABASE_OWNER_URL: is required to migrate')
  const role = databaseUrl === null ? '' : decodeURIComponent(new URL(databaseUrl).username)
  await migrateToLatest(databaseOwnerUrl, ...(role === '' ? [] : [role]))
  console.log('The database is up to date')
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
