import { describe, expect, it } from '@jest/globals'
import type { ApplicantDecision, Decision, Envelope } from '@progress-ess/shared/awards'
import type { DemoAccount } from '@progress-ess/shared/identity'
import type { Page } from 'playwright-core'
import {
  baseUrl,
  expectFitsAll,
  expectNoAxeViolations,
  expectNoSideScroll,
  signInAs,
  useBrowser,
  type Visitor,
} from './support/browser.ts'

const { visit } = useBrowser()
const EUROS = 100

async function read<T>({ context }: Visitor, path: string): Promise<T> {
  const answer = await context.request.get(`${baseUrl()}/api/v1${path}`)
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Edition 2 of the demonstration: evaluated, locked, waiting for its scenario. This file alone changes it. */
async function editionTwo(visitor: Visitor): Promise<string> {
  const { items } = await read<{ items: { callId: string; edition: number }[] }>(visitor, '/calls?limit=50')
  const found = items.find(({ edition }) => edition === 2)
  if (found === undefined) throw new Error('the demonstration has no edition 2')
  return found.callId
}

const decisionsOf = async (visitor: Visitor, callId: string): Promise<Decision[]> =>
  (await read<{ items: Decision[] }>(visitor, `/calls/${callId}/decisions`)).items

/** Raises or lowers the envelope, as the assembly does. */
async function allocate(visitor: Visitor, callId: string, amountCents: number): Promise<void> {
  const { csrfToken } = await read<{ csrfToken: string }>(visitor, '/session')
  const answer = await visitor.context.request.post(`${baseUrl()}/api/v1/calls/${callId}/envelope/allocations`, {
    data: { amountCents, reason: 'Vote de l’assemblée départementale.' },
    headers: { origin: baseUrl(), 'x-csrf-token': csrfToken },
  })
  if (answer.status() !== 201) throw new Error(await answer.text())
}

const rule = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const isSame = (page: Page) => page.getByText('Rien ne change : mêmes lauréats, mêmes montants.')
const rowOf = (page: Page, project: string) => page.getByRole('row').filter({ hasText: project })

/** Keeps the trial under a name, with the reason that rules other than the published ones need. */
async function keep(page: Page, label: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: 'Garder cette simulation' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Nom' }).fill(label)
  if (reason !== undefined) await dialog.getByRole('textbox', { name: /Pourquoi s’écarter/ }).fill(reason)
  await dialog.getByRole('button', { name: 'Garder', exact: true }).click()
  await page.getByText(`La simulation « ${label} » est gardée.`.replace(/ (?=»)|(?<=«) /g, '\u00a0')).waitFor()
}

/** One after the other: what one test keeps, adopts or decides is what the next one finds. */
describe('edition 2, from its ranking to its results', () => {
  it('shows who is funded and why, and what a rule would change', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    await open('/attribution')
    await page.getByRole('link', { name: /Ouvrir l’attribution de Bien manger, ensemble/ }).waitFor()
    await expectNoAxeViolations(page)
    await open(`/attribution/${await editionTwo(visitor)}`)
    await page.getByText('Financé en entier.').first().waitFor()
    await isSame(page).waitFor()
    await expectNoAxeViolations(page)

    await rule(page, 'Enveloppe').fill('40000')
    await page.getByText('Entrent : 0. Sortent : 3.').waitFor()
    await page.getByText(/L’enveloppe s’arrête ici, à 4,5 points près/).waitFor()
    const fifth = rowOf(page, 'Courses en ligne sans frais')
    expect(await fifth.textContent()).toMatch(/sort − 5\s200/)
    expect(await fifth.textContent()).toMatch(/Financé en partie à partir d’une enveloppe de 46\s000/)
    await page.getByText(/Règlement publié\s: 100\s000/).waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })

  it('says which rule cannot stand, and comes back to the published ones at one press', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    await open(`/attribution/${await editionTwo(visitor)}`)
    await rule(page, 'Plancher par projet').fill('20000')
    await page.getByText('Le plancher dépasse le plafond. Baissez-le.').waitFor()
    await rule(page, 'Plancher par projet').fill('3000')
    await page.getByText('Le plancher dépasse le plafond. Baissez-le.').waitFor({ state: 'detached' })
    await rule(page, 'Enveloppe').fill('900000')
    await page.getByText(/Plus que l’enveloppe votée/).waitFor()
    await rule(page, 'Enveloppe').fill('40000')
    await page.getByLabel('Méthode', { exact: true }).selectOption('equalShares')
    await page
      .getByText(/Sa part de l’enveloppe, partagée entre 7 dossiers à parts égales/)
      .first()
      .waitFor()
    await page.getByLabel('Méthode', { exact: true }).selectOption('tiers')
    await page.getByLabel('Part, tranche 2').fill('100')
    await page.getByText('Chaque tranche doit commencer plus bas que celle d’avant').waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Revenir au règlement publié' }).click()
    await isSame(page).waitFor()
  })

  it('shows which places are sure, and how severe each evaluator is', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    await open(`/attribution/${await editionTwo(visitor)}/incertitude`)
    expect(await rowOf(page, 'Repas chantés').textContent()).toContain('À discuter')
    expect(await rowOf(page, 'Une cantine des quatre saisons').textContent()).toContain('Acquis')
    await page.getByText('Samia Kaci').waitFor()
    await expectFitsAll(page)
  })

  it('keeps simulations, with a reason where they depart from the published rules, and compares two', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'agent', 'Camille Rousset (instruction)')
    const callId = await editionTwo(visitor)
    await open(`/attribution/${callId}`)
    await isSame(page).waitFor()
    await keep(page, 'Règlement')
    await page.getByText('Mêmes règles.').waitFor()
    await page.getByRole('button', { name: 'Repartir de ces règles' }).click()
    await rule(page, 'Enveloppe').fill('40000')
    await page.getByText('Entrent : 0. Sortent : 3.').waitFor()
    await keep(page, 'Enveloppe réduite', 'Le vote du budget modificatif est attendu.')
    await page.getByText('Le vote du budget modificatif est attendu.').waitFor()
    // An agent simulates; adopting is for a manager.
    expect(await page.getByRole('button', { name: 'Adopter' }).count()).toBe(0)

    await page.getByRole('link', { name: 'Comparer' }).click()
    await page.getByRole('combobox', { name: 'À' }).selectOption({ label: 'Enveloppe réduite' })
    await page.getByRole('combobox', { name: 'De' }).selectOption({ label: 'Règlement' })
    expect(await rowOf(page, 'Le goûter du mercredi').last().textContent()).toMatch(/sort.*−4\s000/)
    await page.getByText('40 000 €', { exact: false }).first().waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    await page.setViewportSize({ width: 320, height: 740 })
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })

  it('has an approval chain, set by a manager before anything is proposed', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    await open(`/appels-a-gerer/${await editionTwo(visitor)}/validation`)
    await page.getByRole('button', { name: 'Partir d’un circuit courant' }).click()
    await page
      .getByRole('button', { name: 'Descendre « Chef de service »'.replace(/ (?=»)|(?<=«) /g, '\u00a0') })
      .click()
    await page.getByRole('button', { name: 'Retirer « Directrice »'.replace(/ (?=»)|(?<=«) /g, '\u00a0') }).click()
    await page.getByRole('combobox', { name: 'Fonction' }).selectOption({ label: 'Instructeur' })
    await page.getByRole('textbox', { name: 'À partir de' }).fill('5000')
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Enregistrer le circuit' }).click()
    await page.getByText('Le circuit de validation est enregistré.').waitFor()
  })

  it('adopts one: a decision is proposed for each file, and one line changes with a written reason', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    const callId = await editionTwo(visitor)
    await open(`/attribution/${callId}`)
    await page.getByRole('button', { name: /^Enveloppe réduite/ }).click()
    await page.getByRole('button', { name: 'Adopter' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Adopter' }).click()

    await page.getByRole('heading', { level: 1, name: 'Décisions' }).waitFor()
    await page.getByRole('button', { name: 'Modifier la décision de Courses en ligne sans frais' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'Lauréat' }).check()
    await dialog.getByRole('textbox', { name: 'Montant attribué' }).fill('9000')
    await dialog.getByRole('button', { name: 'Enregistrer la décision' }).click()
    // Without its reason nothing is sent, and what was typed stays.
    await dialog
      .getByText(/caractères/)
      .first()
      .waitFor()
    await dialog.getByRole('textbox', { name: /Pourquoi s’écarter/ }).fill('La commission y tient, après débat.')
    await dialog.getByRole('button', { name: 'Enregistrer la décision' }).click()
    await dialog.getByText(/dépasse ce que la structure a demandé/).waitFor()
    await dialog.getByRole('textbox', { name: 'Montant attribué' }).fill('5200')
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Enregistrer la décision' }).click()
    await dialog.waitFor({ state: 'detached' })
    await rowOf(page, 'La commission y tient, après débat.').waitFor()
    await expectNoAxeViolations(page)
  })

  it('is approved by somebody else, all lines at once, after one came back with a reason', async () => {
    const agent = await visit()
    await signInAs(agent, 'agent', 'Camille Rousset (instruction)')
    const callId = await editionTwo(agent)
    await agent.open('/attribution')
    await agent.page.getByText(/lignes attendent votre visa/).waitFor()
    await agent.open(`/attribution/${callId}/visas`)
    await agent.page.getByRole('button', { name: 'Renvoyer la décision : Courses en ligne sans frais' }).click()
    const dialog = agent.page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Motif' }).fill('Le budget est à relire ensemble.')
    await dialog.getByRole('button', { name: 'Renvoyer', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    const { page, open, ...manager } = await visit()
    await signInAs({ page, open, ...manager }, 'manager')
    await open(`/attribution/${callId}/decisions`)
    await rowOf(page, 'Courses en ligne sans frais').getByText('Le budget est à relire ensemble.').waitFor()
    await open(`/attribution/${callId}/visas`)
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: /^Proposer à nouveau/ }).click()
    await page.getByText(/proposée à nouveau/).waitFor()

    await agent.open(`/attribution/${callId}/visas`)
    await expectFitsAll(agent.page)
    await agent.page.getByRole('button', { name: /^Viser les \d+ lignes$/ }).click()
    await agent.page.getByRole('dialog').getByRole('button', { name: 'Viser', exact: true }).click()
    await agent.page.getByText('Rien n’attend votre visa').waitFor()
  })

  it('decides: refused with the figures when the envelope cannot pay, else all at once', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    const callId = await editionTwo(visitor)
    await allocate(visitor, callId, -80_000 * EUROS)
    await open(`/attribution/${callId}/decisions`)
    await page.getByRole('button', { name: 'Tout décider' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Tout décider' }).click()
    await page.getByText(/il reste 20\s000\s€, il faudrait 45\s200\s€, il manque 25\s200\s€/).waitFor()
    expect((await decisionsOf(visitor, callId)).every(({ status }) => status === 'proposed')).toBe(true)
    await allocate(visitor, callId, 80_000 * EUROS)

    await page.getByRole('button', { name: 'Décider Une cantine des quatre saisons' }).click()
    await rowOf(page, 'Une cantine des quatre saisons').filter({ hasText: 'Décidée' }).first().waitFor()
    await page.getByRole('button', { name: 'Tout décider' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Tout décider' }).click()
    await page.getByText('Toutes les lignes sont décidées.').waitFor()
    const envelope = await read<Envelope>(visitor, `/calls/${callId}/envelope`)
    expect(envelope).toMatchObject({ committedCents: 45_200 * EUROS, isConsistent: true })
    await expectNoAxeViolations(page)
  })

  it('publishes: the public page shows the laureates, and each applicant reads the decision on the file', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    const callId = await editionTwo(visitor)
    await open(`/attribution/${callId}/decisions`)
    await page.getByRole('button', { name: 'Publier les résultats' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/8 dossiers reçoivent un courriel/).waitFor()
    await dialog.getByRole('button', { name: 'Publier les résultats' }).click()
    await page.getByText('Les résultats sont publiés.').waitFor()
    const decisions = await decisionsOf(visitor, callId)
    await page.getByRole('link', { name: 'Voir la page publique' }).click()
    await page.getByText('5 lauréats sur 8 dossiers').waitFor()
    expect(await page.getByText('Courses en ligne sans frais').count()).toBeGreaterThan(0)
    expect(await page.getByText('Semences à partager').count()).toBe(0)

    const { items: people } = await read<{ items: DemoAccount[] }>(visitor, '/demo/accounts')
    for (const project of ['Courses en ligne sans frais', 'Semences à partager']) {
      const decision = decisions.find(({ projectTitle }) => projectTitle === project)
      const person = people.find(({ organisations }) => organisations.includes(decision?.organisationName ?? ''))
      if (decision === undefined || person === undefined) throw new Error(`nobody holds ${project}`)
      const applicant = await visit()
      await signInAs(applicant, 'applicant', person.displayName)
      const told = await read<ApplicantDecision>(applicant, `/applications/${decision.applicationId}/decision`)
      expect(told).toMatchObject({ outcome: decision.outcome, amountCents: decision.amountCents })
    }
  })

  it('is accepted by a laureate, and given back by another who wrote to the service: the money returns', async () => {
    const manager = await visit()
    await signInAs(manager, 'manager')
    const callId = await editionTwo(manager)
    const taken = (await decisionsOf(manager, callId)).find(
      ({ projectTitle }) => projectTitle === 'Courses en ligne sans frais',
    )
    const { items: people } = await read<{ items: DemoAccount[] }>(manager, '/demo/accounts')
    const person = people.find(({ organisations }) => organisations.includes(taken?.organisationName ?? ''))
    if (taken === undefined || person === undefined) throw new Error('nobody holds this award')

    const applicant = await visit({ width: 320 })
    await signInAs(applicant, 'applicant', person.displayName)
    await applicant.open(`/mes-dossiers/${taken.applicationId}/decision`)
    await applicant.page.getByRole('button', { name: 'Accepter l’attribution' }).click()
    const question = applicant.page.getByRole('dialog')
    await question.getByText(/Accepter 5\s200/).waitFor()
    await expectNoAxeViolations(applicant.page)
    await expectNoSideScroll(applicant.page)
    await question.getByRole('button', { name: 'Accepter l’attribution' }).click()
    await applicant.page.getByText('L’attribution est acceptée.').waitFor()
    await applicant.open('/mes-dossiers')
    await applicant.page.getByText('Votre projet est lauréat, et l’attribution est acceptée.').first().waitFor()

    const { page, open } = manager
    await open(`/attribution/${callId}/decisions`)
    const awards = page.getByRole('table', { name: 'Attributions' })
    await awards.getByRole('row').filter({ hasText: 'Courses en ligne' }).getByText('Acceptée').waitFor()
    const before = await read<Envelope>(manager, `/calls/${callId}/envelope`)
    await page.getByRole('button', { name: 'Noter la renonciation : Une cantine des quatre saisons' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Renoncer à l’attribution' }).click()
    await dialog.getByText('cinq caractères au moins').waitFor()
    await dialog.getByRole('textbox', { name: 'Motif' }).fill('Courrier du 12 : le projet est abandonné.')
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Renoncer à l’attribution' }).click()
    const given = awards.getByRole('row').filter({ hasText: 'Une cantine des quatre saisons' })
    await given.getByText('Refusée par la structure').waitFor()
    await given.getByText('Courrier du 12 : le projet est abandonné.').waitFor()
    const after = await read<Envelope>(manager, `/calls/${callId}/envelope`)
    expect(after.isConsistent).toBe(true)
    expect(after.leftCents).toBeGreaterThan(before.leftCents)
  })

  it('fits a telephone in the dark', async () => {
    const visitor = await visit({ width: 320, theme: 'dark' })
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    const callId = await editionTwo(visitor)
    for (const path of ['', `/${callId}`, `/${callId}/comparaison`, `/${callId}/decisions`]) {
      await open(`/attribution${path}`)
      await page.waitForLoadState('networkidle')
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
    }
  })
})

describe('the audit trail, after all that', () => {
  it('holds, and an administrator finds each act in it', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'admin')
    await open('/journal')
    await page.getByRole('button', { name: 'Vérifier la chaîne' }).click()
    await page.getByText('La chaîne est intacte').waitFor()
    await page.getByRole('combobox', { name: 'Objet' }).selectOption({ label: 'Décision' })
    const changed = rowOf(page, 'Décision modifiée').first()
    await changed.getByText('Détails').click()
    await changed.getByText('La commission y tient, après débat.').waitFor()
    await expectNoAxeViolations(page)
    await changed.getByRole('link', { name: 'Toutes les lignes de cet objet' }).click()
    await page.getByText('Seulement les lignes d’un objet').waitFor()
    await page.setViewportSize({ width: 320, height: 740 })
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })

  it('is verified by a manager, who does not read its lines', async () => {
    const visitor = await visit({ width: 320, theme: 'dark' })
    const { page, open } = visitor
    await signInAs(visitor, 'manager')
    await open('/journal')
    await page.getByRole('button', { name: 'Vérifier la chaîne' }).click()
    await page.getByText('La chaîne est intacte').waitFor()
    await page.getByText(/seul un administrateur les lit/).waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })
})
