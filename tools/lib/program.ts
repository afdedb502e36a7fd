import process from 'node:process'

/** Nothing can be done: the message says what is wrong, and what to do. */
export class Unusable extends Error {}

/** The command line itself is wrong. */
export class Misuse extends Unusable {}

/** A whole number from 1 on, as an option takes it. Throws `Misuse` on anything else. */
export function countFrom(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count
  throw new Misuse(`${option} takes a whole number from 1 to ${most}, not “${text}”.`)
}

/** Where the service is. Throws `Misuse` when it is no address. */
export function addressFrom(option: string, text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '')
  throw new Misuse(`${option} takes an address such as http://localhost:3000, not “${text}”.`)
}

const isMisuse = (error: Error & { readonly code?: unknown }): boolean =>
  error instanceof Misuse || String(error.code).startsWith('ERR_PARSE_ARGS')

/**
 * Runs a program of the command line. Ends with 1 and a sentence when it cannot go on, with 2 when it was called wrongly;
 * where it happened is told of faults of our own alone.
 */
export function runProgram(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const fault = error instanceof Error ? error : new Error(String(error))
    const isWrong = isMisuse(fault)
    const [sentence = ''] = fault.message.split('. To specify')
    const text = isWrong
      ? `${sentence.replace(/\.?$/, '.')} --help says how it is called.`
      : fault instanceof Unusable
        ? fault.message
        : (fault.stack ?? fault.message)
    process.stderr.write(`${text}\n`)
    process.exit(isWrong ? 2 : 1)
  })
}
