import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { ASSIGNMENT_STATUSES, DECLINE_REASONS } from '@progress-ess/shared/referrals'
import { SUBJECTS } from '@progress-ess/shared/partners'
import { callsOf, type OpenApi } from '../src/docs/openapi-document.ts'
import { buildSite, type Site } from '../src/docs/site.ts'
import { openApiText } from '../src/openapi.ts'

const ROOT = join(import.meta.dirname, '../..')
const document = JSON.parse(await openApiText()) as OpenApi
let site: Site
/** The pages by their path below `/docs/`. */
let pages: [string, string][]

beforeAll(async () => {
  site = await buildSite(document)
  pages = [...site]
    .filter(([, { type }]) => type.startsWith('text/html'))
    .map(([path, { body }]) => [path, String(body)])
})

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, part = '']) => part)
const idsOf = (page: string): Set<string> => new Set(all(page, / id="([^"]+)"/g))

describe('The documentation', () => {
  it('has no link that leads nowhere, and no anchor twice', () => {
    const known = new Map(pages.map(([path, page]) => [path, idsOf(page)]))
    const served = new Set([
      '/',
      '/openapi.json',
      '/openapi/v1.json',
      ...[...site.keys()].map((path) => `/docs/${path}`),
    ])
    const faults = pages.flatMap(([path, page]) => {
      const here = all(page, / id="([^"]+)"/g)
      const twice = here.filter((id, index) => here.indexOf(id) !== index)
      const dead = all(page, / (?:href|src)="([^"]+)"/g).filter((href) => {
        if (href.startsWith('https:')) return false
        const { pathname, hash } = new URL(href, `http://docs/docs/${path}`)
        const anchors = known.get(pathname.replace(/^\/docs\//, ''))
        if (!served.has(pathname)) return true
        return hash !== '' && anchors?.has(decodeURIComponent(hash.slice(1))) !== true
      })
      return [...twice.map((id) => `${path}: #${id} twice`), ...dead.map((href) => `${path}: ${href}`)]
    })
    expect(faults).toEqual([])
  })

  it('has nothing inline and nothing of another host', () => {
    const faults = pages.flatMap(([path, page]) => {
      const markup = page.replaceAll(/<code>[\s\S]*?<\/code>/g, '')
      const found = [
        /<script(?! src="\/docs\/)/,
        /<style/,
        /<[^>]+ style=/,
        /<[^>]+ on\w+=/,
        / src="https?:/,
        /<iframe/,
      ]
      return found.filter((pattern) => pattern.test(markup)).map((pattern) => `${path}: ${pattern.source}`)
    })
    expect(faults).toEqual([])
    expect(String(site.get('assets/docs.css')?.body)).not.toMatch(/url\((?!\.\/)|@import/)
  })

  it('shows every operation and every schema of the contract', () => {
    for (const { operationId, tags } of callsOf(document)) {
      expect(String(site.get(`reference/${tags[0] ?? ''}`)?.body)).toContain(`id="${operationId}"`)
    }
    const schemas = idsOf(String(site.get('reference/schemas')?.body))
    expect(Object.keys(document.components.schemas).filter((name) => !schemas.has(name))).toEqual([])
  })

  it('is searched by words of guides and names of operations', () => {
    const index = JSON.parse(String(site.get('search.json')?.body)) as { address: string; title: string }[]
    expect(index.find(({ title }) => title === 'createReferral')?.address).toBe(
      '/docs/reference/referrals#createReferral',
    )
    expect(index.some(({ address }) => address.startsWith('/docs/guides/webhooks#'))).toBe(true)
  })
})

/** The rows of the table below a heading: its cells without their back-quotes. */
function tableBelow(markdown: string, heading: string): string[][] {
  const part = markdown.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = part.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** https://hl7.org/fhir/us/sdoh-clinicalcare/ValueSet-SDOHCC-ValueSetReferralTaskStatus.html */
const FHIR = 'draft requested accepted rejected cancelled in-progress on-hold failed completed entered-in-error'.split(
  ' ',
)
const DORA = 'MODÉRATION_EN_COURS MODÉRATION_REJETÉE OUVERTE VALIDÉE REFUSÉE EXPIRÉE –'.split(' ')
const EMPLOIS = 'OUVERTE ÉTUDE VALIDÉE EXPIRÉE REFUSÉE –'.split(' ')
const EMPLOIS_REASONS =
  'not_reachable did_not_come_to_interview hired_elsewhere training not_eligible not_mobile not_interested incompatible session_full duplicate other'.split(
    ' ',
  )
const THEMES = [
  ...['definir-son-projet-de-creation-dentreprise', 'developper-son-entreprise', 'financer-son-projet'].map(
    (theme) => `creation-activite--${theme}`,
  ),
  'creation-activite--reseautage-pour-createurs-dentreprise',
  'creation-activite--structurer-son-projet-de-creation-dentreprise',
  'creation-activite',
  'numerique--creer-et-developper-mon-entreprise',
  'acces-aux-droits-et-citoyennete--developpement-durable',
  'se-former--trouver-sa-formation',
]

describe('The vocabularies', () => {
  it.each([
    ['Status: FHIR Task', ASSIGNMENT_STATUSES, [FHIR, ASSIGNMENT_STATUSES]],
    ['Status: DORA and les Emplois', ASSIGNMENT_STATUSES, [DORA, EMPLOIS]],
    ['Reasons of a decline: les Emplois', DECLINE_REASONS, [EMPLOIS_REASONS]],
    ['Subjects: thématiques of data·inclusion', SUBJECTS, [THEMES]],
  ] as const)('%s: a line for each of ours, and only values that exist', async (heading, ours, theirs) => {
    const rows = tableBelow(await readFile(join(ROOT, 'docs/guides/vocabularies.md'), 'utf8'), heading)
    expect(rows.map(([first]) => first)).toEqual([...ours])
    theirs.forEach((values, column) => {
      const unknown = rows
        .map((row) => row[column + 1])
        .filter((value) => !(values as readonly string[]).includes(value ?? ''))
      expect(unknown).toEqual([])
    })
  })

  it.each([
    ['declined', DECLINE_REASONS],
    ['subject', SUBJECTS],
  ] as const)('the guide of codes lists every %s', async (_name, codes) => {
    const guide = await readFile(join(ROOT, 'docs/guides/codes.md'), 'utf8')
    expect(codes.filter((code) => !guide.includes(`\`${code}\``))).toEqual([])
  })
})

describe('The Markdown of the repository', () => {
  it('has no link to a file that is not there', async () => {
    const inDocs = (await readdir(join(ROOT, 'docs'), { recursive: true })).map((name) => join('docs', name))
    const files = [...inDocs, 'README.md', 'CONTRIBUTING.md', 'web/README.md', 'migrations/README.md']
    const dead: string[] = []
    for (const file of files.filter((name) => name.endsWith('.md'))) {
      const text = (await readFile(join(ROOT, file), 'utf8')).replaceAll(/^```[\s\S]*?^```/gm, '')
      for (const href of all(text, /\]\(([^)\s]+)\)/g)) {
        // What begins with a slash is an address of the site: see above.
        if (/^([a-z]+:|#|\/)/.test(href)) continue
        if (!existsSync(join(ROOT, dirname(file), href.split('#')[0] ?? ''))) dead.push(`${file}: ${href}`)
      }
    }
    expect(dead).toEqual([])
  })
})
