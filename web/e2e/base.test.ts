import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { expectFitsAll, expectNoAxeViolations, signInAs, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()
describe('pages that belong to no area', () => {
  it('are accessible in every size and theme', async () => {
    const { page, open } = await visit()
    for (const path of ['/accessibilite', '/une-page-qui-n-existe-pas']) {
      await open(path)
      await expectFitsAll(page)
    }
  })

  it('say the title of the page in the language of the person', async () => {
    const { page, open } = await visit({ locale: 'en' })
    await open('/accessibilite')
    expect(await page.title()).toBe('Accessibility — Progr’ESS')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.getByRole('button', { name: 'Français' }).click()
    await page.getByRole('heading', { level: 1, name: 'Accessibilité' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
  })

  it('keep the theme that the person chose, over that of the device', async () => {
    const { page, open } = await visit({ theme: 'light' })
    await open('/accessibilite')
    await page.getByRole('button', { name: 'Sombre' }).click()
    await page.reload()
    await page.locator('main h1').waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it('can be read with the keyboard: the first Tab skips to the content', async () => {
    const { page, open } = await visit()
    await open('/accessibilite')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
  })
})

describe('somebody of the demonstration', () => {
  it('finds his name, and the way out', async () => {
    const visitor = await visit()
    const { displayName } = await signInAs(visitor, 'manager')
    await visitor.open('/accessibilite')
    await visitor.page.getByRole('button', { name: displayName }).click()
    await visitor.page.getByRole('button', { name: 'Se déconnecter' }).click()
    await visitor.page.getByText('Vous êtes déconnecté.').waitFor()
    await visitor.page.getByRole('link', { name: 'Se connecter' }).first().waitFor()
  })

  it('hears in another tab that the session has ended, and keeps the page', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'applicant')
    await visitor.open('/accessibilite')
    const other = await visitor.context.newPage()
    await other.goto('/mentions-legales')
    await other.getByRole('button', { name: /Compte de/ }).click()
    await other.getByRole('button', { name: 'Se déconnecter' }).click()
    await visitor.page.getByText('Votre session a pris fin').waitFor()
    expect(await visitor.page.locator('main h1').textContent()).toBe('Accessibilité')
    await expectNoAxeViolations(visitor.page)
  })

  it('is told when the network is gone', async () => {
    const { page, context, open } = await visit()
    await open('/accessibilite')
    await context.setOffline(true)
    await page.getByText('Vous êtes hors connexion').waitFor()
    await context.setOffline(false)
    await page.getByText('Vous êtes hors connexion').waitFor({ state: 'detached' })
  })
})

describe('the first page', () => {
  it('needs less than 200 kB of compressed scripts', async () => {
    const { page } = await visit({ isTinkered: true })
    const sizes: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length))
    })
    await page.goto('/')
    await page.locator('main h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(sizes.length).toBeGreaterThan(1)
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000)
  })
})
