import process from 'node:process'
import { parseArgs } from 'node:util'
import { ReplayError } from './replay/client.ts'
import { replayEdition } from './replay/edition.ts'
import { tokenFrom } from './replay/people.ts'
import { ledgerText } from './replay/print.ts'

const HELP = `Plays edition 1 against a running server, through HTTP only.

  npm run demo:replay                                    a demonstration at http://localhost:3000
  npm run demo:replay -- --url http://localhost:4000     another address
  npm run demo:replay -- --token manager=… --token agent=… --token evaluator=… --token evaluator=… --token applicant=…
                                                         with sessions of your own: a sign-in with "transport": "token"
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:3000' },
      token: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  if (values.help) {
    say(HELP)
    return
  }
  const url = values.url.replace(/\/+$/, '')
  say(ledgerText(await replayEdition({ url, tokens: values.token.map(tokenFrom), say })))
}

main().catch((error: unknown) => {
  const { code, message, stack } = error as NodeJS.ErrnoException
  const isMisuse = String(code).startsWith('ERR_PARSE_ARGS')
  const refused = error instanceof ReplayError ? message : stack
  process.stderr.write(`${isMisuse ? `${message.split('. ')[0]}. --help says how it is called.` : refused}\n`)
  process.exitCode = isMisuse ? 2 : 1
})
