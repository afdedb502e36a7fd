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

  it.each([{ width: 320 }, { width: 1440 }] as const)('says in three questions who may apply, at %j', async (size) => {
    const { page, open } = await visit(size)
    await open('/')
    const check = page.getByRole('region', { name: 'Puis-je déposer un dossier ?' })
    const choose = async (label: string, typed: string, option: RegExp) => {
      await check.getByRole('combobox', { name: label }).fill(typed)
      await page.getByRole('option', { name: option }).click()
    }
    await choose('Quelle est la forme de votre structure ?', 'SAS', /^SAS \(dont SCIC/)
    await check.getByRole('radio', { name: 'Non' }).check()
    await choose('Où est son siège ?', 'nanterre', /^Nanterre/)
    await check.getByText('Il faut un agrément ESUS en cours').waitFor()
    await check.getByRole('radio', { name: 'Oui' }).check()
    await check.getByText('Oui, votre structure peut candidater').waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    await choose('Où est son siège ?', 'autre', /^Dans une autre commune/)
    await check.getByText('Le siège est hors du territoire de l’appel').waitFor()
    await choose('Quelle est la forme de votre structure ?', 'autre forme', /^Une autre forme/)
    await check.getByText('Pas sous cette forme').waitFor()
  })

  it('lets somebody of the demonstration in with one press', async () => {
    const { page, open } = await visit()
    await open('/connexion')
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: /Camille Rousset/ }).click()
    await page.getByText('Vous êtes connecté.').waitFor()
  })
})
