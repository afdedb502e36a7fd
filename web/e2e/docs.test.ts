import { describe, expect, it } from '@jest/globals'
import { expectNoAxeViolations, expectNoSideScroll, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()
/** One page of each kind: home, prose with programs, tables, drawings, reference with examples. */
const PAGES = [
  '/docs/',
  '/docs/guides/webhooks',
  '/docs/guides/vocabularies',
  '/docs/state-machines',
  '/docs/reference/sandbox',
]

describe('The documentation', () => {
  it.each([
    { width: 320, theme: 'dark' },
    { width: 1440, theme: 'light' },
  ] as const)('is accessible at %j', async (size) => {
    const { page, open } = await visit(size)
    for (const path of PAGES) {
      await open(path)
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
    }
  })

  it('leads from what is searched to the page that says it', async () => {
    const { page, open } = await visit({ locale: 'en' })
    await open('/docs/')
    await page.getByRole('searchbox').fill('listEvents')
    await page
      .getByRole('link', { name: /listEvents/ })
      .first()
      .click()
    await page.waitForURL('**/docs/reference/events#listEvents')
    expect(await page.locator('#listEvents').isVisible()).toBe(true)
  })
})
