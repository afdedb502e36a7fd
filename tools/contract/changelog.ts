import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { type Change, compareContracts } from './compare.ts'

const ROOT = new URL('../../', import.meta.url)
const read = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(new URL(path, ROOT), 'utf8')) as Record<string, unknown>

const section = (title: string, changes: readonly Change[]): string =>
  changes.length === 0
    ? ''
    : `\n## ${title}\n\n${changes.map(({ where, what }) => `- \`${where}\` ${what.replaceAll('|', '\\|')}`).join('\n')}\n`

/** The changes of the contract since its last release, as a page. */
export function changelogOf(changes: readonly Change[]): string {
  const isNew = ({ isBreaking, what }: Change): boolean => !isBreaking && what.startsWith('is new')
  return [
    '# Changes of the contract\n\n',
    'Made by `npm run openapi:changelog` from `contracts/v1.json` (the contract of the last release) and `openapi.json`.\n',
    'Within `/api/v1` a release only adds: a test refuses what would break a client. Clients ignore fields and words that they do not know.\n',
    changes.length === 0 ? '\nNothing changed since the last release.\n' : '',
    section(
      'Breaking',
      changes.filter(({ isBreaking }) => isBreaking),
    ),
    section('New operations', changes.filter(isNew)),
    section(
      'Additions',
      changes.filter((one) => !one.isBreaking && !isNew(one)),
    ),
  ].join('')
}

/** `npm run openapi:changelog`; with `--release` the present contract becomes the released one. */
async function main(): Promise<void> {
  const current = await read('openapi.json')
  const changes = compareContracts(await read('contracts/v1.json'), current)
  await writeFile(new URL('docs/contract-changelog.md', ROOT), changelogOf(changes))
  if (!process.argv.includes('--release')) return
  if (changes.some(({ isBreaking }) => isBreaking))
    throw new Error('A breaking change needs /api/v2 and contracts/v2.json')
  await writeFile(new URL('contracts/v1.json', ROOT), `${JSON.stringify(current, null, 2)}\n`)
}

if (process.argv[1]?.endsWith('changelog.ts') === true) await main()
