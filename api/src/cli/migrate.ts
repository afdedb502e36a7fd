import process from 'node:process'
import { ConfigError, readConfig } from '../config.ts'
import { updateChecksums } from '../db/checksums.ts'
import { migrateToLatest } from '../db/migrate.ts'

/** `npm run migrate`: brings DATABASE_OWNER_URL up to date. With `-- --update-checksums`: lists the files, migrates nothing. */
async function main(): Promise<void> {
  if (process.argv.includes('--update-checksums')) {
    await updateChecksums()
    console.log('migrations/checksums.txt is up to date')
    return
  }
  const { databaseOwnerUrl, databaseUrl } = readConfig(process.env)
  if (databaseOwnerUrl === null) throw new ConfigError('DATABASE_OWNER_URL: is required to migrate')
  const { username = '', password = '' } = databaseUrl === null ? {} : new URL(databaseUrl)
  const done = await migrateToLatest(databaseOwnerUrl, {
    ...(username === '' ? {} : { role: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  })
  console.log(done.length === 0 ? 'The database was up to date' : `Migrated: ${done.join(', ')}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
