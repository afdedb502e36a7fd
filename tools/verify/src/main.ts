#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { VerificationBundle } from '@progress-ess/shared/awards'
import { Errors } from 'typebox/value'
import { fingerprintOfText, type Verdict, verify } from './verify.ts'
import { type Locale, WORDS } from './words.ts'

const HELP = `Computes the awards of a published call again, from its bundle, and says whether they are identical.

  verify bundle.json          the file that the results page offers, or - for the standard input

  --lang fr|en                the language of the answer; by default that of the environment, else French
  --json                      the verdict as JSON

Ends with 0 when all is identical, 1 when something differs, 2 when the file cannot be read.
`
const MOST_LINES = 20

class Unreadable extends Error {}
class Misuse extends Error {}

function localeOf(asked: string | undefined): Locale {
  const word = asked ?? process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? ''
  return word.toLowerCase().startsWith('en') ? 'en' : 'fr'
}

async function readInput(path: string): Promise<string> {
  if (path !== '-') {
    return readFile(path, 'utf8').catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Misuse(`${path} cannot be read (${code ?? message}).`)
    })
  }
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** Throws `Unreadable` on what is no bundle, and says where. */
function parse(text: string): VerificationBundle {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Unreadable(`not JSON: ${(error as Error).message}`)
  }
  const [fault] = Errors(VerificationBundle, value)
  if (fault !== undefined) throw new Unreadable(`${fault.instancePath || '/'} ${fault.message}`)
  return value as VerificationBundle
}

/** The verdict as lines for people; long lists are cut, as the first differences say most. */
function linesOf(bundle: VerificationBundle, { isIdentical, checks }: Verdict, locale: Locale): string[] {
  const words = WORDS[locale]
  const cut = (lines: string[]): string[] =>
    lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `    ${words.more(lines.length - MOST_LINES)}`]
  return [
    words.head(bundle.callTitle, bundle.callCode, bundle.snapshot.files.length, bundle.engineVersion),
    ...(bundle.isDemo ? [words.demo] : []),
    '',
    ...checks.flatMap(({ name, differences, remarks }) => [
      `${differences.length === 0 ? '✓' : '✗'} ${words.checks[name]}`,
      ...cut(
        differences.map(
          ({ at, told, found, marks }) =>
            `    ${at} : ${words.said} ${told}, ${words.found} ${found}${marks === undefined ? '' : ` (${words.marks} : ${marks})`}`,
        ),
      ),
      ...cut(
        remarks.map(({ at, told, found }) =>
          name === 'rules'
            ? `    ${words.departs} : ${at}`
            : `    ${at}, ${words.decided} : ${told}, ${words.found} ${found}`,
        ),
      ),
    ]),
    '',
    isIdentical ? words.identical : words.differs,
  ]
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      lang: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const [path] = positionals
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (path === undefined) throw new Misuse('Which file? The results page of a call offers it.')
  const text = await readInput(path)
  const bundle = parse(text)
  const verdict = await verify(bundle)
  const written = values.json
    ? JSON.stringify({ fileSha256: fingerprintOfText(text), ...verdict }, null, 2)
    : linesOf(bundle, verdict, localeOf(values.lang)).join('\n')
  process.stdout.write(`${written}\n`)
  return verdict.isIdentical ? 0 : 1
}

function sentenceOf(error: Error & { readonly code?: unknown }): string {
  if (error instanceof Unreadable) {
    return `This is no verification bundle (the results page of a call offers it): ${error.message}`
  }
  if (error instanceof Misuse) return `${error.message} --help says how it is called.`
  return String(error.code).startsWith('ERR_PARSE_ARGS')
    ? `${error.message.split('. ')[0]}. --help says how it is called.`
    : (error.stack ?? error.message)
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error as Error)}\n`)
    process.exitCode = 2
  },
)
