import process from 'node:process'
import { startEmbedded } from '../../src/db/embedded.ts'

/** A process that uses the embedded PostgreSQL until it is killed: `embedded-child.ts <dataDir> <durable|throw-away>`. */
const [dataDir = '', kind] = process.argv.slice(2)
const { ownerUrl } = await startEmbedded({ dataDir, durable: kind === 'durable' })
process.stdout.write(`${ownerUrl}\n`)
setInterval(() => undefined, 60_000)
