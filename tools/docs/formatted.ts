import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, type FormatConfig } from 'oxfmt'

const CONFIG = join(import.meta.dirname, '../../.oxfmtrc.json')

/** A text as `npm run format` has it; its kind is told by the name of the file. Throws with the first fault when it cannot be read. */
export async function formatted(path: string, text: string): Promise<string> {
  const config = JSON.parse(await readFile(CONFIG, 'utf8')) as FormatConfig
  const { code, errors } = await format(path, text, config)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  return code
}
