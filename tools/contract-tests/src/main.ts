#!/usr/bin/env node
import process from 'node:process'
import { parseArgs } from 'node:util'
import { SUITES } from './checks/index.ts'
import { runSuites } from './run.ts'
import { cleanUp, openWorld, Unusable } from './world.ts'

const HELP = `Tries the contract of the Progr’ESS API against the sandbox, with a test key.

  contract-tests --url https://ess.example.fr --key sk_test_…

  --client-id ID     the id of the key: tries OAuth 2.0 client credentials too
  --receiver URL     an address of this machine that the service reaches: tries webhooks there
                     (left out: http://127.0.0.1 when the service is on this machine, else webhooks are skipped)
  --receiver-port N  where the receiver listens; by default a free port
  --reset            empties the sandbox first, and sets its clock back
  --only WORD        only the groups whose name contains the word
  --allow-http       sends the key over plain HTTP to another machine

Prints TAP. Ends with 0 when everything holds, 1 when something does not, 2 when it cannot run.
What it sends is cancelled at the end; the clock of the sandbox stays put forward by some months.
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      'client-id': { type: 'string' },
      receiver: { type: 'string' },
      'receiver-port': { type: 'string', default: '0' },
      reset: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      'allow-http': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const key = values.key ?? process.env['PROGRESS_ESS_KEY']
  if (values.help) {
    say(HELP)
    return 0
  }
  if (values.url === undefined) throw new Unusable('--url is missing: the address of the service. --help says more.')
  if (key === undefined) {
    throw new Unusable('--key is missing: a test key, sk_test_… (or PROGRESS_ESS_KEY). --help says more.')
  }
  const world = await openWorld({
    url: values.url,
    key,
    clientId: values['client-id'] ?? null,
    receiverUrl: values.receiver ?? null,
    receiverPort: Number(values['receiver-port']),
    reset: values.reset,
    allowHttp: values['allow-http'],
  })
  const suites = SUITES.filter(({ name }) => name.includes(values.only))
  try {
    return (await runSuites(suites, world, say)).failed === 0 ? 0 : 1
  } finally {
    say(`# ${await cleanUp(world)}`)
  }
}

main().then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    const { code, message, stack } = error as NodeJS.ErrnoException
    const refused = error instanceof Unusable ? message : stack
    const isMisuse = String(code).startsWith('ERR_PARSE_ARGS')
    process.stderr.write(`${isMisuse ? `${message.split('. ')[0]}. --help says how it is called.` : refused}\n`)
    process.exitCode = 2
  },
)
