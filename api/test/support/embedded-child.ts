import process from 'node:process'
import { startEmbedded } from '../../src/db/embedded.ts'

/**
 * A process that uses the embedded PostgreSQL until it is killed, or, with `stops`, lets it go at once and has nothing
 * else to do: `embedded-child.ts <dataDir> <durable|throw-away> [stops]`.
 */
const [dataDir = '', kind, stops] = process.argv.slice(2)
const { ownerUrl, stop } = await startEmbedded({ dataDir, durable: kind === 'durable' })
process.stdout.write(`${ownerUrl}\n`)
if (stops === 'stops') {
  await stop()
  process.stdout.write('stopped\n')
} else setInterval(() => undefined, 60_000)
