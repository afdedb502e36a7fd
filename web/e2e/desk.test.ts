import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decideAdmissibility, openReview } from '@progress-ess/shared/applications'
import type { Call } from '@progress-ess/shared/calls'
import { expectFitsAll, expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'
import {
  answerCorrection,
  demoAccounts,
  enterAs,
  publishShortCall,
  submitFile,
  untilAllowed,
  type Actor,
  type Filed,
} from './support/closed-call.ts'
import { readFile, submitCompleteFile } from './support/files.ts'

const { visit } = useBrowser()
const OPEN_MS = 25_000
const PATIENCE_MS = 150_000
const TITLES = ['Atelier des grille-pain', 'Bricothèque du samedi', 'Couture pour tous'] as const

let call: Call
let agent: Actor
const files: Filed[] = []
const fileAt = (index: number): Filed => files[index]!

beforeAll(async () => {
  const [agents, applicants] = await Promise.all([demoAccounts('agent'), demoAccounts('applicant')])
  agent = await enterAs(agents[0]!)
  const owners = await Promise.all(applicants.slice(0, 8).map((account) => enterAs(account)))
  call = await publishShortCall(`Un appel pour le bureau ${Date.now()}`, OPEN_MS)
  for (const owner of owners) {
    const title = TITLES[files.length]
    if (title === undefined) break
    // Some structures of the demonstration may not apply to this call: the next one does.
    const filed = await submitFile(owner, call.callId, title).catch((error: unknown) => {
      if (String(error).includes('organisation-not-eligible')) return null
      throw error
    })
    if (filed !== null) files.push(filed)
  }
  expect(files).toHaveLength(TITLES.length)
  await untilAllowed(agent, fileAt(0).application.applicationId, 'open_review')
}, PATIENCE_MS)

afterAll(async () => {
  await Promise.all([agent, ...files.map(({ owner }) => owner)].map((actor) => actor.leave()))
})

const listPath = (): string => `/dossiers?appel=${call.callId}`
const sheetPath = (index: number): string =>
  `/dossiers/${fileAt(index).application.applicationId}?appel=${call.callId}&tri=number`

describe('the desk', () => {
  it(
    'says what awaits the agent, and leads to it',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open('/bureau')
      const { page } = visitor
      await page.getByRole('heading', { level: 3, name: call.title }).waitFor()
      await expectFitsAll(page)
      const card = page.getByRole('article').filter({ hasText: call.title })
      await card.getByText('Voir en tableau').click()
      await card.getByRole('table').waitFor()
      await page.getByRole('listitem').filter({ hasText: call.title }).getByRole('link').first().click()
      await page.waitForURL(/\/dossiers\?.*vue=todo/)
      await page.getByRole('link', { name: TITLES[0] }).waitFor()
    },
    PATIENCE_MS,
  )

  it('is not for applicants', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'applicant')
    await visitor.page.goto('/bureau')
    await visitor.page.waitForURL('**/acces-refuse')
  })
})

describe('the list of files', () => {
  it(
    'keeps its filter in the address, and exports what it shows',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(listPath())
      const { page } = visitor
      await page.getByRole('heading', { level: 1, name: '3 dossiers déposés' }).waitFor()
      await expectNoAxeViolations(page)

      await page.getByLabel('Chercher un dossier').fill('bricotheque')
      await page.waitForURL(/q=bricotheque/)
      await page.getByRole('link', { name: TITLES[0] }).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /Demandé, trier/ }).click()
      await page.waitForURL(/tri=requestedCents/)
      await page.reload()
      await page.getByRole('link', { name: TITLES[1] }).waitFor()
      expect(await page.getByLabel('Chercher un dossier').inputValue()).toBe('bricotheque')
      expect(await page.locator('tbody tr').count()).toBe(1)

      const href = await page.getByRole('link', { name: 'Exporter (CSV)' }).getAttribute('href')
      const csv = await visitor.context.request.get(href!)
      expect(csv.headers()['content-type']).toContain('text/csv')
      const lines = (await csv.text()).trim().split(/\r?\n/)
      expect(lines).toHaveLength(2)
      expect(lines[1]).toContain(TITLES[1])

      await page.getByLabel('Chercher un dossier').fill('introuvable')
      await page.getByText('Aucun dossier ne correspond à « introuvable »').waitFor()
      await page.getByRole('button', { name: 'Effacer la recherche' }).click()
      await page.getByRole('link', { name: TITLES[2] }).waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'is walked with the arrows, and shows the columns that one chose',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(`${listPath()}&tri=number`)
      const { page } = visitor
      await page.getByRole('link', { name: TITLES[0] }).focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: TITLES[1] }).waitFor()
      await page.getByRole('link', { name: 'Retour à la liste' }).click()
      await page.getByRole('button', { name: 'Colonnes' }).click()
      await page.getByRole('dialog').getByLabel('Structure').check()
      await page.keyboard.press('Escape')
      await page.getByRole('columnheader', { name: 'Structure' }).waitFor()
      await page.reload()
      await page.getByRole('columnheader', { name: 'Structure' }).waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'fits a narrow window',
    async () => {
      const visitor = await visit({ width: 320, theme: 'dark' })
      await signInAs(visitor, 'agent')
      await visitor.open(listPath())
      await visitor.page.getByRole('link', { name: TITLES[0] }).waitFor()
      await expectNoAxeViolations(visitor.page)
      await expectNoSideScroll(visitor.page)
    },
    PATIENCE_MS,
  )
})

describe('a file', () => {
  it(
    'is found, opened, completed on two parts, compared and declared admissible',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(listPath())
      const { page } = visitor
      await page.getByLabel('Chercher un dossier').fill('grille-pain')
      await page.waitForURL(/q=grille-pain/)
      await page.getByRole('link', { name: TITLES[0] }).click()
      await page.getByRole('heading', { level: 1, name: TITLES[0] }).waitFor()
      await page.getByRole('button', { name: 'Ouvrir l’instruction' }).click()
      await page.getByText('L’instruction est ouverte.').waitFor()

      await page.getByRole('button', { name: 'Demander un complément' }).click()
      await page.getByRole('button', { name: 'Envoyer la demande' }).click()
      await page.getByText('Cochez au moins une partie du dossier.').waitFor()
      await expectNoAxeViolations(page)
      await page.getByRole('checkbox', { name: 'Budget' }).check()
      await page.getByRole('checkbox', { name: 'Que ferez-vous ?' }).check()
      const message = 'Dites combien de personnes viennent à chaque atelier, et détaillez vos achats.'
      await page.getByLabel('Ce que vous demandez').fill(message)
      // What is typed outlives a look at another panel, and at another page.
      await page.getByRole('tab', { name: 'Historique' }).click()
      await page.getByText('Instruction ouverte').waitFor()
      await page.reload()
      await page.getByRole('tab', { name: /Compléments/ }).click()
      expect(await page.getByLabel('Ce que vous demandez').inputValue()).toBe(message)
      expect(await page.getByRole('checkbox', { name: 'Budget' }).isChecked()).toBe(true)
      await page.getByRole('button', { name: 'Envoyer la demande' }).click()
      await page.getByText('Le complément est demandé.').first().waitFor()
      await page.getByText('Complément attendu').first().waitFor()

      const { owner, application } = fileAt(0)
      await answerCorrection(owner, application.applicationId, {
        answers: { description: 'Nous ouvrons un atelier trois fois par mois avec vingt bénévoles.' },
      })
      await page.reload()
      await page.getByRole('tab', { name: /Compléments/ }).click()
      await page.getByRole('button', { name: 'Voir ce qui a changé' }).click()
      await page.locator('del', { hasText: 'deux' }).waitFor()
      await page.locator('ins', { hasText: 'trois' }).waitFor()
      await expectNoAxeViolations(page)

      await page.getByRole('tab', { name: 'Recevabilité' }).click()
      await page.getByRole('checkbox', { name: 'Le budget est équilibré' }).check()
      await page.getByRole('button', { name: 'Déclarer recevable' }).click()
      await page.getByText('Le dossier est déclaré recevable.').waitFor()
      await page.getByRole('button', { name: 'Reprendre l’instruction…' }).waitFor()
      await page.getByText(/Pourquoi \d+ autres actions/).click()
      await page.getByText('Aucun complément n’est attendu.').waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'is declared inadmissible with a reason, and taken back',
    async () => {
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(sheetPath(1))
      const { page } = visitor
      await page.getByRole('button', { name: 'Ouvrir l’instruction' }).click()
      await page.getByRole('button', { name: 'Irrecevable…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Déclarer irrecevable' }).click()
      await dialog
        .getByText(/au moins 5 caractères/)
        .first()
        .waitFor()
      await dialog.getByLabel('Motif').fill('L’action a lieu hors du département.')
      await dialog.getByRole('button', { name: 'Déclarer irrecevable' }).click()
      await page.getByText('Le dossier est déclaré irrecevable.').waitFor()
      await page.getByText('L’action a lieu hors du département.').first().waitFor()

      await page.getByRole('button', { name: 'Reprendre l’instruction…' }).click()
      await dialog.getByLabel('Motif').fill('L’action a bien lieu à Montrouge.')
      await dialog.getByRole('button', { name: 'Reprendre l’instruction' }).click()
      await page.getByText('Le dossier est de nouveau en instruction.').waitFor()
      await page.getByRole('tab', { name: 'Historique' }).click()
      await page.getByText('Instruction reprise').waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'waits for an answer, which the agent stops waiting for',
    async () => {
      const visitor = await visit({ width: 320 })
      await signInAs(visitor, 'agent')
      await visitor.open(sheetPath(1))
      const { page } = visitor
      await page.getByRole('button', { name: 'Demander un complément' }).click()
      await page.getByRole('checkbox', { name: 'Budget' }).check()
      await page.getByLabel('Ce que vous demandez').fill('Le devis de la machine à coudre.')
      await page.getByRole('button', { name: 'Envoyer la demande' }).click()
      await page.getByText('Le complément est demandé.').first().waitFor()
      await page.getByRole('button', { name: 'Clore sans attendre…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Motif').fill('Le devis est arrivé par courrier.')
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await dialog.getByRole('button', { name: 'Clore le complément' }).click()
      await page.getByText('Le complément est clos.').first().waitFor()
      await page.getByText('Close sans réponse').waitFor()
      await page.getByRole('button', { name: 'Déclarer recevable' }).first().waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'gets more time, which its applicant reads',
    async () => {
      const applicant = await visit()
      await signInAs(applicant, 'applicant')
      const { applicationId } = await submitCompleteFile(applicant)
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(`/dossiers/${applicationId}`)
      const { page } = visitor
      await page.getByRole('button', { name: 'Prolonger…' }).click()
      await page.getByRole('button', { name: 'Prolonger le dossier' }).click()
      await page.locator('[data-error-summary]').waitFor()
      await page.getByLabel('Date', { exact: true }).fill('2031-03-14')
      await page.getByLabel('Heure de Paris').fill('18:00')
      await page.getByLabel('Motif').fill('La structure a été inondée.')
      await expectNoAxeViolations(page)
      await page.getByRole('button', { name: 'Prolonger le dossier' }).click()
      await page.getByText('Le dossier est prolongé.').first().waitFor()
      await page
        .getByText(/prolongé jusqu’au.*14\smars\s2031/)
        .first()
        .waitFor()
      expect(await readFile(applicant, applicationId)).toMatchObject({ extendedUntil: '2031-03-14T17:00:00.000Z' })
      await applicant.open(`/mes-dossiers/${applicationId}`)
      await applicant.page
        .getByText(/14\smars\s2031/)
        .first()
        .waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'that somebody else has decided says so, keeps what was typed, and shows where it stands',
    async () => {
      const { applicationId } = fileAt(2).application
      const params = { applicationId }
      await agent.call(openReview, { params })
      const visitor = await visit()
      await signInAs(visitor, 'agent')
      await visitor.open(sheetPath(2))
      const { page } = visitor
      await page.getByRole('button', { name: 'Irrecevable…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Motif').fill('Le budget ne tient pas.')
      await agent.call(decideAdmissibility, { params, body: { decision: 'admissible' } })
      await dialog.getByRole('button', { name: 'Déclarer irrecevable' }).click()
      await dialog.getByText('Le dossier a changé entre-temps.').waitFor()
      expect(await dialog.getByLabel('Motif').inputValue()).toBe('Le budget ne tient pas.')
      await dialog.getByRole('button', { name: 'Annuler' }).click()
      await page.getByText('Le dossier a changé entre-temps.').waitFor()
      await page.getByRole('button', { name: 'Reprendre l’instruction…' }).waitFor()
    },
    PATIENCE_MS,
  )

  it(
    'leads to the next one of the list, and fits in every size and theme',
    async () => {
      const visitor = await visit({ width: 320 })
      await signInAs(visitor, 'agent')
      await visitor.open(sheetPath(0))
      const { page } = visitor
      await page.getByRole('heading', { level: 1, name: TITLES[0] }).waitFor()
      await page.getByRole('tab', { name: 'Différences' }).click()
      await expectFitsAll(page)
      await page.getByRole('link', { name: 'Suivant' }).click()
      await page.getByRole('heading', { level: 1, name: TITLES[1] }).waitFor()
      await page.getByRole('link', { name: 'Précédent' }).waitFor()
      await expectNoSideScroll(page)
    },
    PATIENCE_MS,
  )
})
