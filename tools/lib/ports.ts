import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems hand out to connections (Linux: from 32768): no connection takes it while its server is away. */
const [FIRST, BEHIND] = [26_000, 32_000]

/** A port that nobody has at this moment, for a server that starts a little later, and may be started anew on it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEHIND)
    const probe = createServer().listen(port, '127.0.0.1')
    try {
      await once(probe, 'listening')
    } catch {
      continue // somebody has it
    }
    probe.close()
    await once(probe, 'close')
    return port
  }
}
