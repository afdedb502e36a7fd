import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { addressFrom, countFrom, Misuse, runProgram } from '../lib/program.ts'
import { CCI_WORDS, CMA_WORDS } from './habits.ts'
import { servePage } from './page.ts'
import { Simulator } from './simulator.ts'

const HELP = `The system of a chamber, as a program of its own that knows the published contract alone.

  partners/main.ts cci --url http://localhost:3000 --key sk_… --port 4401 --file cci.jsonl
  partners/main.ts cma --url http://localhost:3000 --key sk_… --port 4402 --file cma.jsonl

  --auto                 answers by itself; else people do, at http://localhost:<port>
  --steady               cancels nothing of what it sent; else, by itself, one in twenty
  --feed                 the CCI polls the feed, as the CMA does, instead of taking webhooks
  --send N --to ID       refers N invented people to a partner; --prefix names them, --covers ID,… widens the consent
`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://localhost:3000' },
      key: { type: 'string', default: process.env['PROGRESS_ESS_KEY'] ?? '' },
      port: { type: 'string', default: '4401' },
      file: { type: 'string', default: '' },
      auto: { type: 'boolean', default: false },
      steady: { type: 'boolean', default: false },
      feed: { type: 'boolean', default: false },
      send: { type: 'string', default: '0' },
      to: { type: 'string', default: '' },
      covers: { type: 'string', default: '' },
      prefix: { type: 'string', default: 'D' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const [kind] = positionals
  if (kind !== 'cci' && kind !== 'cma') throw new Misuse('The first word says whose system this is: cci or cma.')
  if (values.key === '') throw new Misuse('--key is missing (or PROGRESS_ESS_KEY).')
  if (values.file === '') throw new Misuse('--file is missing: where what the system knows is written.')
  const url = addressFrom('--url', values.url)
  const port = countFrom('--port', values.port, 65_535)
  mkdirSync(dirname(values.file), { recursive: true })
  const simulator = new Simulator({
    name: kind === 'cci' ? 'CCI (simulateur)' : 'CMA (simulateur)',
    url,
    key: values.key,
    port,
    file: values.file,
    words: kind === 'cci' ? CCI_WORDS : CMA_WORDS,
    channel: kind === 'cci' && !values.feed ? 'webhooks' : 'feed',
    isAutomatic: values.auto,
    isSteady: values.steady,
    say: (line) => void process.stdout.write(`${line}\n`),
  })
  const server = await servePage(simulator)
  const end = (): void => {
    simulator.stop()
    server.close()
    server.closeAllConnections()
    process.exit(0)
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  await simulator.start()
  process.stdout.write(`ready http://localhost:${port}\n`)
  const covers = values.covers === '' ? [] : values.covers.split(',')
  for (let number = 1; number <= Number(values.send); number += 1) {
    const externalRef = `${values.prefix}-${String(number).padStart(4, '0')}`
    const at = new Date(Date.now() - 60_000).toISOString()
    await simulator.ask({ do: 'send', key: `send.${externalRef}`, externalRef, recipientId: values.to, covers, at })
  }
}

runProgram(main)
