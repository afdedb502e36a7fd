import { describe, expect, it } from '@jest/globals'
import type { Call, NewCall } from '@progress-ess/shared/calls'
import type { Page } from 'playwright-core'
import { baseUrl, expectFitsAll, expectNoAxeViolations, signInAs, useBrowser, type Visitor } from './support/browser.ts'

const { visit } = useBrowser()
const LONG_MS = 240_000
const AGENT = 'Camille Rousset (instruction)'
const TABS = [
  '',
  '/dates',
  '/eligibilite',
  '/formulaire',
  '/grille',
  '/attribution',
  '/validation',
  '/enveloppe',
  '/publication',
]

let made = 0
/** A code that no other journey has. */
function newCode(): string {
  made += 1
  return `SU${(Date.now() % 1_000_000).toString()}${made.toString()}`
}

/** A draft of its own for a journey, made by the person of the visit. */
async function createDraft({ context }: Visitor, change: Partial<NewCall> = {}): Promise<Call> {
  const { csrfToken } = (await (await context.request.get(`${baseUrl()}/api/v1/session`)).json()) as {
    csrfToken: string
  }
  const answer = await context.request.post(`${baseUrl()}/api/v1/calls`, {
    data: { code: newCode(), edition: 90, title: 'Un appel en préparation', theme: 'Essai', ...change },
    headers: { origin: baseUrl(), 'x-csrf-token': csrfToken, 'idempotency-key': crypto.randomUUID() },
  })
  if (answer.status() !== 201) throw new Error(await answer.text())
  return (await answer.json()) as Call
}

async function fillInstant(page: Page, id: string, day: string, time: string): Promise<void> {
  await page.locator(`#${id} input[type=date]`).fill(day)
  await page.locator(`#${id} input[type=time]`).fill(time)
}

/** Saves the tab and waits until it says so; the message of an earlier save is not taken for this one. */
async function save(page: Page): Promise<void> {
  await page.getByText('Modifications à enregistrer').waitFor()
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click()
  await page.getByText(/^Enregistré à/).waitFor()
}

async function goToTab(page: Page, name: string, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Parties de l’appel' }).getByRole('link', { name }).click()
  await page.waitForFunction((wanted) => document.title.startsWith(wanted), title)
}

describe('a call from nothing to its end', () => {
  it(
    'is created, filled, published, corrected and cancelled',
    async () => {
      const code = newCode()
      const title = `Bien vieillir chez soi ${code}`
      const agent = await visit()
      await signInAs(agent, 'agent', AGENT)
      const { page } = agent
      await agent.open('/appels-a-gerer')
      await page.getByRole('link', { name: 'Nouvel appel' }).click()
      await page.getByRole('heading', { level: 1, name: 'Nouvel appel' }).waitFor()
      await page.getByRole('button', { name: 'Créer l’appel' }).click()
      await page.getByText('4 informations sont à corriger').waitFor()
      await page.getByLabel('Titre').fill(title)
      await page.getByLabel('Thème').fill('Autonomie')
      await page.getByLabel('Numéro d’édition').fill('91')
      await page.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase())
      await page.getByRole('button', { name: 'Créer l’appel' }).click()
      await page.getByRole('heading', { level: 1, name: title }).waitFor()

      // What is missing shrinks as the parts are filled.
      await page.getByRole('link', { name: /^Publication\s?4$/ }).waitFor()
      await page.getByLabel('Résumé').fill('Aider les personnes âgées à rester chez elles.')
      await page.getByLabel('Objet de l’appel').fill('Le Département finance des visites et des aménagements.')
      await page.getByRole('button', { name: 'Ajouter un document' }).click()
      await page.keyboard.type('Budget du projet')
      await save(page)
      await page.getByRole('link', { name: /^Publication\s?2$/ }).click()

      // A line of the list goes to its field.
      await page.getByRole('link', { name: 'Clôture des dépôts' }).click()
      await page.waitForFunction(() => document.activeElement?.closest('fieldset')?.id === 'f-closesAt')
      await fillInstant(page, 'f-opensAt', '2031-01-15', '09:00')
      await fillInstant(page, 'f-closesAt', '2031-01-10', '18:00')
      await page.getByRole('button', { name: 'Enregistrer', exact: true }).click()
      await page.getByText('Une information est à corriger').waitFor()
      await fillInstant(page, 'f-closesAt', '2031-03-15', '18:00')
      await save(page)
      await page.getByText('samedi 15 mars 2031 à 18 h, heure de Paris').waitFor()

      await goToTab(page, 'Éligibilité', 'Éligibilité')
      await page.getByLabel('Fondation', { exact: true }).check()
      await save(page)

      await goToTab(page, 'Formulaire', 'Formulaire')
      await page.getByRole('button', { name: 'Ajouter une question' }).first().click()
      await page.keyboard.type('Qui prévient la mairie ?')
      const up = page.getByRole('button', { name: 'Monter « Qui prévient la mairie ? »' })
      await up.focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      await page.getByText('place 5 sur 7').waitFor({ state: 'attached' })
      expect(await up.evaluate((button) => button === document.activeElement)).toBe(true)
      await page
        .getByRole('region', { name: 'Ce que verra le candidat' })
        .getByLabel('Qui prévient la mairie ?')
        .waitFor()
      await save(page)

      await goToTab(page, 'Grille', 'Grille')
      await page.getByText('Réponse à un besoin du quotidien').first().click()
      await page.locator('#f-grid-criteria-0-weight').fill('35')
      await page.getByText('105 points : 5 points de trop').first().waitFor()
      await save(page)
      await page.getByRole('link', { name: /^Publication\s?1$/ }).click()
      await page.getByText('Les poids ne font pas 100 points.').waitFor()
      await page.getByRole('link', { name: 'Poids des critères' }).click()
      await page.locator('#f-grid-criteria-0 summary').click()
      await page.locator('#f-grid-criteria-0-weight').fill('30')
      await save(page)

      await goToTab(page, 'Attribution', 'Attribution')
      await page.getByLabel('Plafond par projet').fill('12 000')
      await page.getByText(/dans la limite de 12\s000\s€/).waitFor()
      await page.getByLabel('Ajouter une règle').selectOption({ label: 'La plus petite demande' })
      await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
      await save(page)

      await goToTab(page, 'Publication', 'Publication')
      await page.getByText('Il ne manque rien').waitFor()
      await page.getByText('Seul un responsable du dispositif peut le faire.').first().waitFor()
      const path = new URL(page.url()).pathname
      const callId = path.split('/')[2] ?? ''

      // A manager publishes.
      const manager = await visit()
      await signInAs(manager, 'manager')
      const second = manager.page
      await manager.open(path)
      await second.getByRole('button', { name: 'Publier l’appel' }).click()
      await second.getByRole('dialog').getByText('Ce qui est figé ne pourra plus être modifié.').waitFor()
      await expectNoAxeViolations(second)
      await second.getByRole('dialog').getByRole('button', { name: 'Publier l’appel' }).click()
      await second.getByText('Empreinte de la grille (SHA-256)').waitFor()
      await goToTab(second, 'Grille', 'Grille')
      await second.getByText('Cette partie ne change plus').waitFor()
      expect(await second.getByRole('button', { name: 'Enregistrer', exact: true }).count()).toBe(0)

      const reader = await visit()
      await reader.open(`/appels/${callId}`)
      await reader.page.getByRole('heading', { level: 1, name: title }).waitFor()

      // Life after the publication.
      await goToTab(second, 'Publication', 'Publication')
      await fillInstant(second, 'f-closesAt', '2031-03-01', '12:00')
      await second.locator('#f-reason').fill('Une panne a gêné les dépôts.')
      await second.getByRole('button', { name: 'Repousser la clôture' }).click()
      await second.getByText('La clôture peut seulement être repoussée.').first().waitFor()
      await fillInstant(second, 'f-closesAt', '2031-03-31', '12:00')
      await second.getByRole('button', { name: 'Repousser la clôture' }).click()
      await second.getByText('La clôture est fixée au lundi 31 mars 2031 à 12 h').waitFor()
      await second.getByLabel('Texte de l’erratum').fill('Lire « visites » au lieu de « visiteurs ».')
      await second.getByRole('button', { name: 'Publier l’erratum' }).click()
      await second.getByText('L’erratum est publié.').waitFor()
      await goToTab(second, 'Enveloppe', 'Enveloppe')
      await second.locator('#f-amountCents').fill('5 000')
      await second.locator('#f-reason').fill('Délibération du 3 février')
      await second.getByRole('button', { name: 'Inscrire au registre' }).click()
      await second.getByText('Délibération du 3 février').first().waitFor()
      await second
        .getByText(/105\s000\s€/)
        .first()
        .waitFor()
      await goToTab(second, 'Publication', 'Publication')
      await second.getByLabel('Motif de l’annulation').fill('Le budget est retiré.')
      await second.getByRole('button', { name: 'Annuler l’appel' }).click()
      await second.getByRole('dialog').getByRole('button', { name: 'Annuler l’appel' }).click()
      await second.getByText('L’appel est annulé.').waitFor()
      await second.getByText('Annulé', { exact: true }).waitFor()
      await reader.open(`/appels/${callId}`)
      await reader.page.getByText('Lire « visites » au lieu de « visiteurs ».').waitFor()
      await reader.page.getByText('Le budget est retiré.').first().waitFor()
    },
    LONG_MS,
  )
})

describe('two people at one call', () => {
  it('are told of what both changed, and keep what they typed', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'manager')
    const { callId } = await createDraft(visitor)
    const path = `/appels-a-gerer/${callId}`
    await visitor.open(path)
    const other = await visitor.context.newPage()
    await other.goto(path)
    await other.getByLabel('Titre').fill('Le titre de l’autre')
    await other.getByLabel('Résumé').fill('Le résumé de l’autre')
    await save(other)

    const { page } = visitor
    await page.getByLabel('Titre').fill('Mon titre')
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click()
    await page.getByText('Modifié ailleurs').waitFor()
    await expectNoAxeViolations(page)
    expect(await page.locator('#f-title').inputValue()).toBe('Mon titre')
    // What only the other changed is taken over by itself.
    expect(await page.locator('#f-summary').inputValue()).toBe('Le résumé de l’autre')
    await page.getByRole('button', { name: 'Garder le mien' }).click()
    await save(page)
    await page.getByRole('heading', { level: 1, name: 'Mon titre' }).waitFor()
  })

  it('work on different tabs without being asked anything', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'manager')
    const { callId } = await createDraft(visitor)
    await visitor.open(`/appels-a-gerer/${callId}`)
    const other = await visitor.context.newPage()
    await other.goto(`/appels-a-gerer/${callId}/dates`)
    await fillInstant(other, 'f-opensAt', '2031-01-15', '09:00')
    await save(other)
    await visitor.page.getByLabel('Résumé').fill('Écrit pendant ce temps')
    await save(visitor.page)
    await visitor.page.reload()
    await visitor.page.getByText('Rien à enregistrer').waitFor()
    expect(await visitor.page.getByLabel('Résumé').inputValue()).toBe('Écrit pendant ce temps')
  })
})

describe('what is typed and not saved', () => {
  it('is not lost by a press elsewhere', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'manager')
    const { callId } = await createDraft(visitor)
    const { page } = visitor
    await visitor.open(`/appels-a-gerer/${callId}`)
    await page.getByLabel('Résumé').fill('Pas encore enregistré')
    await page.getByRole('link', { name: 'Dates' }).click()
    await page.getByRole('button', { name: 'Rester ici' }).click()
    expect(await page.getByLabel('Résumé').inputValue()).toBe('Pas encore enregistré')
    await page.getByRole('link', { name: 'Dates' }).click()
    await page.getByRole('button', { name: 'Quitter sans enregistrer' }).click()
    await page.getByText('Délai de grâce').first().waitFor()
  })
})

describe('the pages of the set-up', () => {
  it(
    'are accessible in every size and theme',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'manager')
      const draft = await createDraft(visitor)
      const { items } = (await (await visitor.context.request.get(`${baseUrl()}/api/v1/calls?limit=100`)).json()) as {
        items: { callId: string; phase: string }[]
      }
      const decided = items.find(({ phase }) => phase === 'decided')
      if (decided === undefined) throw new Error('the demonstration has no decided call')
      const paths = [
        '/appels-a-gerer',
        '/appels-a-gerer/nouveau',
        ...[draft, decided].flatMap(({ callId }) => TABS.map((tab) => `/appels-a-gerer/${callId}${tab}`)),
      ]
      for (const path of paths) {
        await visitor.open(path)
        await visitor.page.waitForLoadState('networkidle')
        await expectFitsAll(visitor.page)
      }
    },
    LONG_MS,
  )
})
