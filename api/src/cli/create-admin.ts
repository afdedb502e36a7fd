import process from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { createDatabase } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { newId } from '../kit/ids.ts'
import { invite } from '../modules/identity/index.ts'

/** Invites the first administrator: `npm run create-admin -- --email a@b.fr --name "Anne Vallier"` prints the link. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } })
  const { email, name } = values
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error('Give --email, an e-mail address')
  const config = readConfig(process.env)
  const { pool, close } = await openDatabase(config)
  try {
    const now = new Date()
    const { link } = await invite(
      {
        db: createDatabase(pool),
        actor: { kind: 'system' },
        now,
        receivedAt: now,
        requestId: newId(),
        settings: {
          publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
          service: config.service,
          isDemo: config.isDemo,
          vault: config.vault,
        },
      },
      { email, displayName: name ?? email, roles: ['admin'] },
    )
    process.stdout.write(`Open this link within 7 days:\n${link}\n`)
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
