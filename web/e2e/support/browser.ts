import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals'
import { enterDemo, listDemoAccounts, type DemoAccount, type Role } from '@progress-ess/shared/identity'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launch } from './chromium.ts'
import { answers, PATIENCE_MS as SERVER_MS } from './server.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PATIENCE_MS = 45_000
/** A journey of many pages on a small, busy machine. */
const JOURNEY_MS = 180_000
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Locale = 'fr' | 'en'

export type VisitOptions = {
  /** CSS pixels; the height follows. 1440 by default. */
  readonly width?: number
  readonly theme?: 'light' | 'dark'
  readonly locale?: Locale
  /** The test listens to the page, or changes what the browser is (an authenticator): it gets a new context, which nobody has after it. */
  readonly isTinkered?: boolean
}

/** The address of the product under test. Throws when the journeys were not started through jest's `e2e` project. */
export function baseUrl(): string {
  const url = process.env['E2E_URL']
  if (url === undefined) throw new Error('E2E_URL is not set: run the journeys with --selectProjects e2e')
  return url
}

type Faults = { readonly errors: string[]; readonly foreign: string[] }

/** What a person would not see and a journey must not cause: errors in the console, and requests to another host. */
function watch(page: Page, faults: Faults): void {
  page.on('pageerror', (error) => faults.errors.push(error.message))
  page.on('console', (message) => {
    // A refusal is an answer like another; the browser logs each of them.
    const isRefusal = /Failed to load resource:.*(status of 4\d\d|ERR_INTERNET_DISCONNECTED)/.test(message.text())
    if (message.type() === 'error' && !isRefusal) faults.errors.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${baseUrl()}/`) && !/^(data|blob):/.test(url)) faults.foreign.push(url)
  })
}

export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** Opens a path and waits until the page has drawn its heading. */
  readonly open: (path: string) => Promise<void>
}

/** A browser context that has shown pages: its renderer is warm, which saves most of what a new one costs. */
type Seat = { readonly context: BrowserContext; readonly page: Page; readonly locale: Locale; readonly faults: Faults }

const viewportOf = (width: number) => ({ width, height: width < 600 ? 740 : 900 })

async function newSeat(browser: Browser, locale: Locale): Promise<Seat> {
  const context = await browser.newContext({
    baseURL: baseUrl(),
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  })
  // Once: a language that the person chooses later stays chosen. A blank page and the browser’s own error page have no storage.
  await context.addInitScript((chosen) => {
    if (location.protocol === 'about:' || location.protocol === 'chrome-error:') return
    if (localStorage.getItem('progress-ess.locale') === null) localStorage.setItem('progress-ess.locale', chosen)
  }, locale)
  const faults: Faults = { errors: [], foreign: [] }
  context.on('page', (page) => watch(page, faults))
  const page = await context.newPage()
  // Shorter than a test, so that what was waited for is named.
  context.setDefaultTimeout(PATIENCE_MS)
  return { context, page, locale, faults }
}

/** Waits until its pages have told what they met so far: what they say comes in order. */
async function hearOut({ context }: Seat): Promise<void> {
  // A page that goes somewhere else at this moment answers with an error, after all it had to say.
  await Promise.all(context.pages().map((page) => page.evaluate(() => undefined).catch(() => undefined)))
}

/** Leaves a context as a new one: no other page, no cookie, nothing stored, on the network. */
async function tidy({ context, page, faults }: Seat): Promise<void> {
  for (const other of context.pages()) if (other !== page) await other.close()
  await context.setOffline(false)
  // A page of the same origin without the application: nothing is written any more, and the storage of the tab is within reach.
  await page.goto('/robots.txt')
  await page.evaluate(() => sessionStorage.clear())
  await page.unrouteAll()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin: baseUrl(), storageTypes: 'all' })
  await devtools.detach()
  await context.clearCookies()
  faults.errors.length = 0
  faults.foreign.length = 0
}

/** One browser for a test file, closed after it; what each test's visitors met is checked after the test, and nothing of them is left. */
export function useBrowser(): { readonly visit: (options?: VisitOptions) => Promise<Visitor> } {
  let browser: Browser | undefined
  jest.setTimeout(JOURNEY_MS)
  const taken: (Seat & { readonly isTinkered: boolean })[] = []
  const free: Seat[] = []

  beforeAll(async () => {
    await answers(baseUrl())
    browser = await launch()
  }, SERVER_MS + PATIENCE_MS)
  afterEach(async () => {
    const visits = taken.splice(0)
    await Promise.all(visits.map(hearOut))
    const met = visits.map(({ faults: { errors, foreign } }) => ({ errors: [...errors], foreign: [...foreign] }))
    for (const seat of visits) {
      if (seat.isTinkered || seat.page.isClosed()) await seat.context.close()
      else {
        await tidy(seat)
        free.push(seat)
      }
    }
    expect(met.flatMap(({ errors }) => errors)).toEqual([])
    expect(met.flatMap(({ foreign }) => foreign)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
  })

  async function visit(options: VisitOptions = {}): Promise<Visitor> {
    const { width = 1440, theme = 'light', locale = 'fr', isTinkered = false } = options
    if (browser === undefined) throw new Error('visit() is for tests and hooks after beforeAll')
    const known = isTinkered ? -1 : free.findIndex((seat) => seat.locale === locale)
    const seat = free.splice(known, known < 0 ? 0 : 1)[0] ?? (await newSeat(browser, locale))
    taken.push({ ...seat, isTinkered })
    const { page, context } = seat
    await page.setViewportSize(viewportOf(width))
    await page.emulateMedia({ colorScheme: theme })
    return {
      page,
      context,
      open: async (path) => {
        await page.goto(path)
        await page.locator('main h1').first().waitFor()
      },
    }
  }
  return { visit }
}

/** Enters as the first of the demonstration's people who holds a role (and has that name, when one is given). The page is still to be opened. */
export async function signInAs({ context }: Visitor, role: Role, displayName?: string): Promise<DemoAccount> {
  const api = `${baseUrl()}/api/v1${listDemoAccounts.path}`
  const { items } = (await (await context.request.get(api)).json()) as { items: DemoAccount[] }
  const person = items.find(
    (one) => one.roles.includes(role) && (displayName === undefined || one.displayName === displayName),
  )
  if (person === undefined) throw new Error(`nobody of the demonstration is ${displayName ?? 'a'} ${role}`)
  const answer = await context.request.post(`${baseUrl()}/api/v1${enterDemo.path}`, {
    data: { accountId: person.accountId },
    headers: { origin: baseUrl() },
  })
  if (answer.status() !== 201) throw new Error(`entering as ${person.displayName}: ${await answer.text()}`)
  return person
}

type Axe = { readonly run: (node: Node, options: object) => Promise<AxeResults> }

/** What the theme can break: it changes colours, and nothing else of a page. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** Runs axe on the whole page, WCAG 2.2 AA and good practice; the failure names the rules and the elements. */
export async function expectNoAxeViolations(page: Page, runOnly = AXE_TAGS): Promise<void> {
  // It stays in a page until that is loaded anew.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  // What passes is neither gathered nor sent: it is megabytes on a page of many fields. None of these rules reads style sheets, which
  // `preload` would fetch and parse anew.
  const violations = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // Menus are drawn at the end of the page, outside its landmarks, as their pattern asks.
    const options = {
      runOnly: only,
      resultTypes: ['violations'],
      preload: false,
      rules: { region: { enabled: false } },
    }
    return (await axe.run(document, options)).violations
  }, runOnly)
  const found = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    elements: nodes.slice(0, 5).map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`),
  }))
  expect(found).toEqual([])
}

/** Nothing sticks out sideways: one scrolls in one direction only (WCAG 1.4.10). */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
}

/** From a small telephone to a desk, by day and by night. */
export const VARIANTS = [
  { width: 320, theme: 'light' },
  { width: 320, theme: 'dark' },
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
] as const

/** The page as it stands, in every size and theme: neither a violation nor a scroll sideways. It stays in the last of them. */
export async function expectFitsAll(page: Page): Promise<void> {
  for (const { width, theme } of VARIANTS) {
    await page.setViewportSize(viewportOf(width))
    await page.emulateMedia({ colorScheme: theme })
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)))
    await expectNoAxeViolations(page, theme === 'light' ? AXE_TAGS : RULES_OF_COLOUR)
    await expectNoSideScroll(page)
  }
}
