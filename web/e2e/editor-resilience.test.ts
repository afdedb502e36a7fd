import { describe, expect, it, jest } from '@jest/globals'
import { signOut } from '@progress-ess/shared/identity'
import type { Page } from 'playwright-core'
import { expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'
import { callAs, saveFile, startFile, untilServerHas } from './support/files.ts'

jest.setTimeout(180_000)
const { visit } = useBrowser()

/** An applicant of the demonstration in front of the first section of a file of his own. */
async function givenSection(options: Parameters<typeof visit>[0] = {}) {
  const visitor = await visit(options)
  const person = await signInAs(visitor, 'applicant')
  const { applicationId } = await startFile(visitor)
  const path = `/mes-dossiers/${applicationId}/modifier/project`
  await visitor.open(path)
  await title(visitor.page).waitFor()
  const saved = (wanted: Parameters<typeof untilServerHas>[2]) => untilServerHas(visitor, applicationId, wanted)
  return { visitor, page: visitor.page, person, applicationId, path, saved }
}

const title = (page: Page) => page.getByRole('textbox', { name: 'Nom du projet' })
const summary = (page: Page) => page.getByRole('textbox', { name: 'Le projet en quelques lignes' })
const need = (page: Page) => page.getByRole('textbox', { name: 'À quel besoin répond-il' })
const description = (page: Page) => page.getByRole('textbox', { name: 'Que ferez-vous' })
const isSaved = (page: Page) => page.getByText(/Enregistré à \d/).waitFor()
const warning = (page: Page, text: string) => page.locator('main').getByRole('alert').getByText(text).waitFor()
const copies = (page: Page) =>
  page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.startsWith('progress-ess.draft:'))
      .map(([, value]) => String(value))
      .join('\n'),
  )

/** Enters as one of the demonstration's people by the page where everybody signs in. */
async function signInHere(page: Page, displayName: string): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(`^${displayName}`) })
    .first()
    .click()
}

describe('two tabs on the same section', () => {
  it('lose nothing: other fields are merged, the same field is shown with both texts and chosen', async () => {
    const { visitor, page: first, path, saved } = await givenSection()
    const second = await visitor.context.newPage()
    await second.goto(path)
    await title(second).waitFor()

    await title(first).fill('Le café des réparateurs')
    await need(first).fill('Besoin écrit dans le premier onglet')
    await summary(first).fill('Résumé écrit dans le premier onglet')
    await isSaved(first)
    await saved({ answers: { need: 'Besoin écrit dans le premier onglet' } })

    await need(second).fill('Besoin écrit dans le second onglet')
    await summary(second).fill('Résumé écrit dans le second onglet')
    await description(second).fill('Description écrite dans le second onglet seulement')
    await second.getByText('Modifié ailleurs').first().waitFor()
    const asked = second.getByRole('group', { name: 'À quel besoin répond-il ?' })
    await asked.getByText('Besoin écrit dans le premier onglet').waitFor()
    await asked.getByText('Besoin écrit dans le second onglet').waitFor()
    expect(await title(second).inputValue()).toBe('Le café des réparateurs')
    expect(await need(second).inputValue()).toBe('Besoin écrit dans le second onglet')
    await expectNoAxeViolations(second)

    await asked.getByRole('button', { name: 'Garder le mien' }).click()
    const other = second.getByRole('group', { name: 'Le projet en quelques lignes' })
    await other.getByRole('button', { name: 'Prendre l’autre' }).click()
    const all = {
      title: 'Le café des réparateurs',
      need: 'Besoin écrit dans le second onglet',
      summary: 'Résumé écrit dans le premier onglet',
      description: 'Description écrite dans le second onglet seulement',
    }
    await saved({ answers: all })
    await isSaved(second)

    // The first tab is behind: its next word finds the others' and keeps them.
    await title(first).fill('Le café des réparatrices')
    await saved({ answers: { ...all, title: 'Le café des réparatrices' } })
    await first.waitForFunction(
      (text) => [...document.querySelectorAll('textarea')].some(({ value }) => value === text),
      'Description écrite dans le second onglet seulement',
    )
  })

  it('keep a conflict that nobody has settled through a reload', async () => {
    const { visitor, page, applicationId, saved } = await givenSection({ width: 320 })
    await saveFile(visitor, applicationId, { answers: { need: 'Écrit par une collègue' } })
    await need(page).fill('Écrit par moi')
    await page.getByText('Modifié ailleurs').first().waitFor()
    await expectNoSideScroll(page)
    await page.reload()
    const asked = page.getByRole('group', { name: 'À quel besoin répond-il ?' })
    await asked.getByText('Écrit par moi').waitFor()
    await asked.getByText('Écrit par une collègue').waitFor()
    await asked.getByRole('button', { name: 'Garder le mien' }).click()
    await saved({ answers: { need: 'Écrit par moi' } })
  })

  it('work on different lines of one budget without a conflict', async () => {
    const { visitor, page, applicationId, path, saved } = await givenSection()
    await page.goto(path.replace('project', 'le-budget'))
    await page.getByLabel('Montant : 60 Achats').waitFor()
    const line = { detail: null, fundingStatus: null }
    await saveFile(visitor, applicationId, { budget: [{ ...line, lineId: '64', amountCents: 500_000 }] })
    await page.getByLabel('Montant : 60 Achats').fill('1 250,50')
    await saved({
      budget: [
        { ...line, lineId: '60', amountCents: 125_050 },
        { ...line, lineId: '64', amountCents: 500_000 },
      ],
    })
    await isSaved(page)
    expect(await page.getByLabel('Montant : 64 Charges de personnel').inputValue()).toMatch(/^5\s000$/)
  })
})

describe('a session that ends in the middle of a section', () => {
  it('leaves what is typed in place, and saves it after a sign-in in another tab', async () => {
    const { visitor, page, person, saved } = await givenSection()
    await title(page).fill('Avant la déconnexion')
    await isSaved(page)
    const other = await visitor.context.newPage()
    await other.goto('/accessibilite')
    await other.getByRole('button', { name: /Compte de/ }).click()
    await other.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.getByText('Votre session a pris fin.', { exact: true }).waitFor()

    await need(page).fill('Tapé sans session')
    await warning(page, 'Non enregistré')
    expect(await copies(page)).toContain('Tapé sans session')
    await expectNoAxeViolations(page)

    await other.goto('/connexion')
    await signInHere(other, person.displayName)
    await page.getByText('Votre session a pris fin.', { exact: true }).waitFor({ state: 'detached' })
    await saved({ answers: { title: 'Avant la déconnexion', need: 'Tapé sans session' } })
    await isSaved(page)
    expect(await need(page).inputValue()).toBe('Tapé sans session')
    expect(await copies(page)).toBe('')
  })

  it('gives back what was typed when the page was reloaded meanwhile', async () => {
    const { visitor, page, person, saved } = await givenSection()
    await callAs(visitor, 'DELETE', signOut.path)
    await need(page).fill('Tapé juste après la fin de la session')
    await page.getByText('Votre session a pris fin.', { exact: true }).waitFor()
    await warning(page, 'Non enregistré')
    await page.reload()
    await page.getByRole('heading', { name: 'Se connecter' }).first().waitFor()
    await signInHere(page, person.displayName)
    await page.getByText('Votre saisie a été retrouvée').waitFor()
    expect(await need(page).inputValue()).toBe('Tapé juste après la fin de la session')
    await saved({ answers: { need: 'Tapé juste après la fin de la session' } })
  })
})

describe('a connection that is lost during a save', () => {
  it('is said loudly; what is typed waits here and leaves when it is back', async () => {
    const { visitor, page, saved } = await givenSection()
    await visitor.context.setOffline(true)
    await need(page).fill('Tapé hors connexion')
    await warning(page, 'Hors connexion')
    expect(await copies(page)).toContain('Tapé hors connexion')
    await expectNoAxeViolations(page)
    await description(page).fill('Et encore ceci')
    await visitor.context.setOffline(false)
    await saved({ answers: { need: 'Tapé hors connexion', description: 'Et encore ceci' } })
    await isSaved(page)
  })

  it('survives the death of the page: it is given back, and merged with what others saved meanwhile', async () => {
    const { visitor, page, applicationId, path, saved } = await givenSection()
    await visitor.context.setOffline(true)
    await need(page).fill('Tapé dans le tunnel')
    await warning(page, 'Hors connexion')
    // Dies as with an empty battery: no last request leaves.
    const devtools = await visitor.context.newCDPSession(page)
    const died = page.waitForEvent('crash')
    void devtools.send('Page.crash').catch(() => undefined)
    await died
    await page.close()
    await visitor.context.setOffline(false)
    await saveFile(visitor, applicationId, { answers: { description: 'Écrite par une collègue' } })
    const later = await visitor.context.newPage()
    await later.goto(path)
    await later.getByText('Votre saisie a été retrouvée').waitFor()
    expect(await need(later).inputValue()).toBe('Tapé dans le tunnel')
    expect(await description(later).inputValue()).toBe('Écrite par une collègue')
    await saved({ answers: { need: 'Tapé dans le tunnel', description: 'Écrite par une collègue' } })
    await isSaved(later)
    expect(await copies(later)).toBe('')
  })

  it('survives a reload without network', async () => {
    const { visitor, page, applicationId, path, saved } = await givenSection()
    await visitor.context.setOffline(true)
    await need(page).fill('Tapé dans le tunnel')
    await warning(page, 'Hors connexion')
    await page.reload().catch(() => undefined)
    await page.waitForURL(/^chrome-error:/)
    // The browser's own error page would reload by itself: the person closes it.
    await page.close()
    await visitor.context.setOffline(false)
    await saveFile(visitor, applicationId, { answers: { description: 'Écrite par une collègue' } })
    const later = await visitor.context.newPage()
    await later.goto(path)
    // The last request of the page that was left is not bound by the emulated loss of network, and may have arrived:
    // whether the server or this machine kept the words, they are here.
    await later.waitForFunction(() =>
      [...document.querySelectorAll('textarea')].some(({ value }) => value === 'Tapé dans le tunnel'),
    )
    expect(await description(later).inputValue()).toBe('Écrite par une collègue')
    await saved({ answers: { need: 'Tapé dans le tunnel', description: 'Écrite par une collègue' } })
  })

  it('while the pages still open: each save fails, the warning stays, and one press saves all', async () => {
    const { page, saved } = await givenSection()
    await page.route('**/api/v1/applications/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort('internetdisconnected') : route.continue(),
    )
    await need(page).fill('Premier essai')
    await warning(page, 'Non enregistré')
    await page.getByRole('link', { name: 'Continuer : Pour qui et où' }).click()
    await page.getByLabel('Familles').check()
    await warning(page, 'Non enregistré')
    expect(await copies(page)).toContain('Premier essai')
    await page.unroute('**/api/v1/applications/*')
    await page.getByRole('button', { name: 'Enregistrer maintenant' }).click()
    await saved({ answers: { need: 'Premier essai', publics: ['familles'] } })
    await isSaved(page)
  })
})
