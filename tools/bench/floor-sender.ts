import http from 'node:http'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** What delivering is measured against: a bare client with open connections that signs nothing, and notes each call in one statement. */
const { FLOOR_DATABASE_URL, RECEIVER = '', COUNT, AT_ONCE } = process.env
const pool = new pg.Pool({ connectionString: FLOOR_DATABASE_URL, max: Number(AT_ONCE) })
const agent = new http.Agent({ keepAlive: true })
const body = process.env['BODY'] ?? ''
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
let left = Number(COUNT)

const post = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = http.request(RECEIVER, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', resolve)
    })
    request.once('error', reject).end(body)
  })

async function work(lane: number): Promise<void> {
  while (left > 0) {
    left -= 1
    await post()
    await pool.query({
      name: 'note',
      text: 'update floor_row set version = version + 1 where id = $1',
      values: [lane],
    })
  }
}

process.stdout.write('sending bytes\n')
await sleep(200) // whoever measures has read this line
await Promise.all(Array.from({ length: Number(AT_ONCE) }, (_, lane) => work(lane + 1)))
setInterval(() => undefined, 60_000)
