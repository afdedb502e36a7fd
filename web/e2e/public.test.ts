import { describe, expect, it } from '@jest/globals'
import { expectNoAxeViolations, expectNoSideScroll, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()

describe('the public site', () => {
  it.each([{ width: 320 }, { width: 1440 }] as const)('leads from the calls to the results at %j', async (size) => {
    const { page, open } = await visit(size)
    await open('/')
    await page.getByRole('heading', { level: 3, name: 'Faire durer, partager, réparer' }).waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    // Edition 2 may have its results by then: another journey publishes them.
    const first = page.getByRole('article').filter({ hasText: 'Édition 1' })
    await first.getByRole('link', { name: 'Voir les résultats' }).click()
    await page.getByText('13 lauréats sur 29 dossiers').waitFor()
    expect(await page.getByText(/100\s000\s€ attribués/).count()).toBe(1)
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })

  it('lets somebody of the demonstration in with one press', async () => {
    const { page, open } = await visit()
    await open('/connexion')
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: /Camille Rousset/ }).click()
    await page.getByText('Vous êtes connecté.').waitFor()
  })
})
