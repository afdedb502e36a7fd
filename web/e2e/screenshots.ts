import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { BrowserContext, Page } from 'playwright-core'
import { launch } from './support/chromium.ts'
import { buildPages, startServer } from './support/server.ts'

/**
 * `npm run screenshots`: remakes `docs/screenshots`, the pictures that README and docs show, from a fresh demonstration.
 * Each page at 320 and 1440 pixels, light and dark: `<page>-<width>-<theme>.png`.
 */
const FOLDER = join(import.meta.dirname, '../../docs/screenshots')
const SIZES = [
  { width: 1440, height: 900 },
  { width: 320, height: 740 },
] as const
const THEMES = ['light', 'dark'] as const

type Json = Record<string, unknown>
type Reader = (path: string) => Promise<Json>

type Shot = {
  readonly name: string
  /** Name of somebody of the demonstration, or its beginning; nobody for public pages. */
  readonly as?: string
  readonly path: string | ((read: Reader) => Promise<string>)
  /** Below `/api/v1`: a list that must have something for this person; else the next one of the same role is tried. */
  readonly needs?: string
  /** What a person would do before looking. */
  readonly before?: (page: Page) => Promise<void>
}

const firstId = async (read: Reader, path: string, id: string): Promise<string> => {
  const { items } = (await read(path)) as { items: Json[] }
  const found = items[0]?.[id]
  if (typeof found !== 'string') throw new Error(`nothing at ${path}`)
  return found
}

/** The call of an edition, by its number. */
async function callOf(read: Reader, edition: number): Promise<string> {
  const { items } = (await read('/calls?limit=50')) as { items: { callId: string; edition: number }[] }
  const found = items.find((call) => call.edition === edition)
  if (found === undefined) throw new Error(`no edition ${edition}`)
  return found.callId
}

/** The award of an organisation that is followed up, its latest. */
async function awardOf(read: Reader, organisation: string): Promise<string> {
  const { items } = (await read('/followed-awards?limit=100')) as {
    items: { awardId: string; organisationName: string }[]
  }
  const found = items.find(({ organisationName }) => organisationName === organisation)
  if (found === undefined) throw new Error(`no award of ${organisation}`)
  return found.awardId
}

/** The chamber of commerce of the demonstration. */
async function chamber(read: Reader): Promise<string> {
  const { items } = (await read('/partners')) as { items: { partnerId: string; kind: string }[] }
  const found = items.find(({ kind }) => kind === 'cci')
  if (found === undefined) throw new Error('no chamber')
  return found.partnerId
}

const SHOTS: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'call', path: async (read) => `/appels/${await callOf(read, 3)}` },
  { name: 'results', path: async (read) => `/appels/${await callOf(read, 1)}/resultats` },
  { name: 'applications', as: 'applicant', path: '/mes-dossiers' },
  {
    name: 'editor',
    as: 'applicant',
    needs: '/applications?status=draft&limit=1',
    path: async (read) =>
      `/mes-dossiers/${await firstId(read, '/applications?status=draft&limit=1', 'applicationId')}/modifier`,
  },
  { name: 'desk', as: 'Camille Rousset', path: '/bureau' },
  {
    name: 'table',
    as: 'Camille Rousset',
    path: async (read) => `/dossiers?appel=${await callOf(read, 1)}`,
  },
  {
    name: 'sheet',
    as: 'Camille Rousset',
    path: async (read) =>
      `/dossiers/${await firstId(read, `/applications?callId=${await callOf(read, 3)}&status=submitted&limit=1`, 'applicationId')}`,
  },
  { name: 'set-up', as: 'Camille Rousset', path: async (read) => `/appels-a-gerer/${await callOf(read, 3)}` },
  {
    name: 'evaluate',
    as: 'Hélène Marchand',
    path: async (read) =>
      `/evaluations/${await firstId(read, '/evaluations?status=in_progress&limit=1', 'evaluationId')}`,
  },
  { name: 'referrals', as: 'Camille Rousset', needs: '/referrals?side=recipient&limit=1', path: '/orientations' },
  {
    name: 'referral',
    as: 'Camille Rousset',
    needs: '/referrals?side=source&limit=1',
    path: async (read) =>
      `/orientations/${await firstId(read, '/referrals?side=source&sort=-updatedAt&limit=1', 'referralId')}`,
  },
  { name: 'referral-new', as: 'Camille Rousset', path: '/orientations/nouvelle' },
  { name: 'referral-statistics', as: 'Camille Rousset', path: '/orientations/statistiques' },
  { name: 'referrals-partner', as: 'Nadia Ferrand', path: '/orientations' },
  {
    name: 'referral-partner',
    as: 'Nadia Ferrand',
    path: async (read) =>
      `/orientations/${await firstId(read, '/referrals?side=recipient&sort=-updatedAt&limit=1', 'referralId')}`,
  },
  {
    name: 'person',
    as: 'Camille Rousset',
    path: async (read) => {
      const referralId = await firstId(read, '/referrals?side=recipient&sort=-updatedAt&limit=1', 'referralId')
      const { party } = (await read(`/referrals/${referralId}`)) as { party: { partyId: string } }
      return `/personnes/${party.partyId}`
    },
  },
  { name: 'partners', as: 'Marc Delaunay', path: '/partenaires' },
  { name: 'partner', as: 'Marc Delaunay', path: async (read) => `/partenaires/${await chamber(read)}` },
  {
    name: 'partner-codes',
    as: 'Marc Delaunay',
    path: async (read) => `/partenaires/${await chamber(read)}/vocabulaire`,
  },
  { name: 'own-connection', as: 'Nadia Ferrand', path: '/ma-connexion' },
  { name: 'follow-up', as: 'Camille Rousset', path: '/suivi' },
  {
    name: 'award-money',
    as: 'Camille Rousset',
    path: async (read) => `/suivi/${await awardOf(read, 'Les Toits Bas')}`,
  },
  {
    name: 'payment-lists',
    as: 'Marc Delaunay',
    path: async (read) => `/mandatements/${await callOf(read, 1)}`,
  },
  {
    name: 'letters',
    as: 'Marc Delaunay',
    path: async (read) => `/attribution/${await callOf(read, 5)}/courriers`,
  },
  { name: 'reserve', as: 'Marc Delaunay', path: async (read) => `/attribution/${await callOf(read, 5)}/reserve` },
  {
    name: 'report',
    as: 'Amélie Durand',
    path: async (read) => {
      const { items } = (await read('/applications?limit=100')) as {
        items: { applicationId: string; number: string | null }[]
      }
      const found = items.find(({ number }) => number?.startsWith('PE1-') === true)
      return `/mes-dossiers/${found?.applicationId ?? ''}/bilan`
    },
  },
  { name: 'studio', as: 'Marc Delaunay', path: async (read) => `/attribution/${await callOf(read, 2)}` },
]

type Person = { readonly accountId: string; readonly displayName: string; readonly roles: readonly string[] }

async function enter(context: BrowserContext, url: string, who: string, needs: string | undefined): Promise<void> {
  const { items } = (await (await context.request.get(`${url}/api/v1/demo/accounts`)).json()) as { items: Person[] }
  for (const { accountId, displayName, roles } of items) {
    if (!displayName.startsWith(who) && !roles.includes(who)) continue
    const answer = await context.request.post(`${url}/api/v1/demo/sessions`, {
      data: { accountId },
      headers: { origin: url },
    })
    if (answer.status() !== 201) throw new Error(await answer.text())
    if (needs === undefined) return
    const list = (await (await context.request.get(`${url}/api/v1${needs}`)).json()) as { items: unknown[] }
    if (list.items.length > 0) return
  }
  throw new Error(`nobody of the demonstration is ${who} with ${needs ?? 'anything'}`)
}

async function take(context: BrowserContext, url: string, { as: who, needs, path, before, name }: Shot, file: string) {
  if (who !== undefined) await enter(context, url, who, needs)
  const read: Reader = async (below) => {
    const answer = await context.request.get(`${url}/api/v1${below}`)
    if (!answer.ok()) throw new Error(`${name}: ${await answer.text()}`)
    return (await answer.json()) as Json
  }
  const page = await context.newPage()
  await page.goto(`${url}${typeof path === 'string' ? path : await path(read)}`)
  const title = page.locator('main h1').first()
  await title.waitFor()
  await page.waitForLoadState('networkidle')
  if ((await title.innerText()) === 'Cette page n’existe pas') throw new Error(`${name}: no page at ${page.url()}`)
  await before?.(page)
  await page.screenshot({ path: file, animations: 'disabled' })
  await page.close()
}

async function main(): Promise<void> {
  const only = process.argv.slice(2)
  const wanted = SHOTS.filter(({ name }) => only.length === 0 || only.includes(name))
  await buildPages()
  const server = await startServer()
  await server.ready()
  const browser = await launch()
  try {
    if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
    for (const shot of wanted) {
      for (const viewport of SIZES) {
        for (const theme of THEMES) {
          const context = await browser.newContext({
            viewport,
            colorScheme: theme,
            locale: 'fr-FR',
            timezoneId: 'Europe/Paris',
            reducedMotion: 'reduce',
          })
          await take(context, server.url, shot, join(FOLDER, `${shot.name}-${viewport.width}-${theme}.png`))
          await context.close()
        }
      }
      process.stdout.write(`${shot.name}\n`)
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}

await main()
