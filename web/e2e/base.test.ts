import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { expectNoAxeViolations, expectNoSideScroll, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()
const SIZES = [
  { width: 320, theme: 'light' },
  { width: 320, theme: 'dark' },
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
] as const

describe('pages that belong to no area', () => {
  it.each(SIZES)('are accessible at %j', async (size) => {
    const { page, open } = await visit(size)
    for (const path of ['/accessibilite', '/une-page-qui-n-existe-pas']) {
      await open(path)
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
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

describe('the first page', () => {
  it('needs less than 200 kB of compressed scripts', async () => {
    const { page } = await visit()
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
