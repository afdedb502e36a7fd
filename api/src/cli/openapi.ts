import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { openApiText } from '../openapi.ts'

const DOCUMENT = new URL('../../../openapi.json', import.meta.url)

/** `npm run openapi`: writes the committed contract; with `--verify` only compares. */
async function main(): Promise<void> {
  const text = await openApiText()
  if (!process.argv.includes('--verify')) await writeFile(DOCUMENT, text)
  else if (text !== (await readFile(DOCUMENT, 'utf8'))) throw new Error('openapi.json is stale: npm run openapi')
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
