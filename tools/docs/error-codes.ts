import { GENERAL_CODES } from '@progress-ess/shared/kit'
import { PARTNER_TAGS } from '../../api/src/docs/contents.ts'
import { callsOf } from '../../api/src/docs/openapi-document.ts'
import { firstProblems } from '../../web/src/i18n/en/firstProblems.ts'
import { problems } from '../../web/src/i18n/en/problems.ts'
import { CODE_WORDS } from './code-words.ts'
import { readContract } from './contract.ts'

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)

/** What the pages say, where nothing is written for programs. */
const ofPages: Readonly<Record<string, string>> = { ...firstProblems, ...problems }

function section(code: string, operations: readonly string[]): string {
  const words = CODE_WORDS[code]
  const what = words === undefined ? (ofPages[code] ?? '') : `**${words[0]}.** ${words[1]}`
  const where = operations.length === 0 ? '' : `\n\nOf ${operations.map((name) => `\`${name}\``).join(', ')}.`
  return `### \`${code}\`\n\n${what}${where}\n`
}

/** Every code that the contract lists, with the operations that may answer it. */
export async function errorCodesPage(): Promise<string> {
  const calls = callsOf(await readContract())
  const general: ReadonlySet<string> = new Set(GENERAL_CODES)
  const operations = new Map<string, string[]>()
  const partnerCodes = new Set<string>()
  for (const { operationId, tags, 'x-refusal-codes': codes = [] } of calls) {
    for (const code of codes.filter((one) => !general.has(one))) {
      operations.set(code, [...(operations.get(code) ?? []), operationId])
      if (PARTNER_TAGS.some((tag) => tags.includes(tag))) partnerCodes.add(code)
    }
  }
  const sorted = [...operations].sort(byName)
  const of = (isPartner: boolean) =>
    sorted
      .filter(([code]) => partnerCodes.has(code) === isPartner)
      .map(([code, names]) => section(code, names.toSorted()))
      .join('\n')
  return `# All error codes

Made of the contract (\`npm run docs:codes\`); a test compares them. How a refusal looks, and how to act on one, is in
[Errors](guides/errors.md).

## Of every operation

${GENERAL_CODES.map((code) => section(code, [])).join('\n')}
## Of partners, referrals and events

${of(true)}
## Of the other operations

${of(false)}`
}
