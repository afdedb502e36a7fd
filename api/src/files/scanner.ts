import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

export type ScanVerdict = 'clean' | 'infected'
/** Judges bytes; throws when it could not, and the job tries again. */
export type Scanner = (bytes: AsyncIterable<Uint8Array>) => Promise<ScanVerdict>

const PATIENCE_MS = 60_000

/**
 * ClamAV’s daemon, by its INSTREAM command (clamd(8)): parts with their length before them (four bytes, big endian), an
 * empty part at the end, then one line of answer.
 */
export function clamdScanner(address: string): Scanner {
  const { hostname, port } = new URL(address)
  return async (bytes) => {
    const socket = connect({ host: hostname, port: Number(port) })
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('clamd did not answer in time')))
    try {
      const answer = answerOf(socket)
      // A failure while we still write is told by the answer; here it would go unheard.
      answer.catch(() => undefined)
      await once(socket, 'connect')
      socket.write('zINSTREAM\0')
      for await (const part of bytes) await send(socket, part)
      await send(socket, new Uint8Array())
      return verdictOf(await answer)
    } finally {
      socket.destroy()
    }
  }
}

async function send(socket: Socket, part: Uint8Array): Promise<void> {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.byteLength)
  socket.write(length)
  if (part.byteLength > 0 && !socket.write(part)) await once(socket, 'drain')
}

async function answerOf(socket: Socket): Promise<string> {
  let answer = ''
  for await (const part of socket) answer += String(part)
  return answer
}

function verdictOf(answer: string): ScanVerdict {
  if (/: OK\0?\s*$/.test(answer)) return 'clean'
  if (/ FOUND\0?\s*$/.test(answer)) return 'infected'
  throw new Error(`clamd answered ${JSON.stringify(answer.slice(0, 200))}`)
}
