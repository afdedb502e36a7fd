import { describe, expect, it } from '@jest/globals'
import { withCheckDigit } from '@progress-ess/shared/organisations'
import { expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()

/** Begins with 0: never attributed. Another one at each run. */
const newSiren = (): string => withCheckDigit(`09${String(Date.now()).slice(-6)}`)

describe('the applicant’s space', () => {
  it.each([{ width: 320 }, { width: 1440, theme: 'dark' }] as const)(
    'shows files, structures and decisions at %j',
    async (size) => {
      const visitor = await visit(size)
      const { page, open } = visitor
      await signInAs(visitor, 'applicant')
      await open('/mes-dossiers')
      await page
        .getByRole('link', { name: /^Voir le dossier/ })
        .first()
        .waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await page
        .getByRole('link', { name: /^Voir le dossier/ })
        .first()
        .click()
      await page.getByRole('heading', { level: 2, name: 'Ce qui s’est passé' }).waitFor()
      await page.getByRole('table').first().waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await open('/mes-structures')
      await page
        .getByRole('link', { name: /^Ouvrir/ })
        .first()
        .click()
      await page.getByRole('heading', { level: 2, name: 'Membres' }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
    },
  )

  it('reads the receipt and the decision of edition 1, with its reason', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open('/mes-dossiers')
    await page
      .getByRole('link', { name: /^Lire la décision/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 2, name: 'Pourquoi cette décision' }).waitFor()
    await page.getByText(/Note\s:\s[\d,]+\ssur\s100/).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('link', { name: 'Revenir au dossier' }).click()
    await page.getByRole('link', { name: 'Accusé de réception' }).click()
    await page
      .getByText(/PE1-\d{4}/)
      .first()
      .waitFor()
    await expectNoAxeViolations(page)
  })

  it('registers a structure on the way to a new file, and finds it again by its number', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open('/mes-dossiers')
    await page.getByRole('link', { name: 'Commencer un dossier' }).first().click()
    await page.getByRole('link', { name: /structure$/ }).click()
    const siren = newSiren()
    const number = page.getByRole('textbox', { name: /Numéro SIRET/ })
    await number.fill('123456789')
    await page.getByText('Ce numéro n’est pas valide').waitFor()
    await number.fill(siren)
    await page.getByText(`SIREN ${siren} : numéro valide.`).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Enregistrer la structure' }).click()
    await page.locator('[data-error-summary]').waitFor()
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Le Fournil des Voisins')
    await page.getByRole('combobox', { name: 'Forme juridique' }).fill('Association décl')
    await page
      .getByRole('option', { name: /^Association déclarée/ })
      .first()
      .click()
    await page.getByRole('combobox', { name: 'Commune' }).fill('Nanterre')
    await page.getByRole('option', { name: /^Nanterre/ }).click()
    await page.getByRole('button', { name: 'Enregistrer la structure' }).click()
    await page.getByRole('radio', { name: /Le Fournil des Voisins/ }).waitFor()

    await open('/mes-structures/nouvelle')
    await page.getByRole('textbox', { name: /Numéro SIRET/ }).fill(siren)
    await page.getByText('Vous en faites déjà partie.').waitFor()
    expect(await page.getByRole('button', { name: 'Enregistrer la structure' }).count()).toBe(0)
  })
})
