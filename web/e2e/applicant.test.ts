import { describe, expect, it } from '@jest/globals'
import type { ApplicationSummary } from '@progress-ess/shared/applications'
import { listCalls, type CallSummary } from '@progress-ess/shared/calls'
import { registerOrganisation, withCheckDigit, type OrganisationRegistration } from '@progress-ess/shared/organisations'
import {
  baseUrl,
  expectFitsAll,
  expectNoAxeViolations,
  expectNoSideScroll,
  signInAs,
  useBrowser,
  type Visitor,
} from './support/browser.ts'
import { demoAccounts, enterAs, type Actor } from './support/closed-call.ts'
import { readFile, startFile, submitCompleteFile } from './support/files.ts'

const { visit } = useBrowser()

/** Begins with 0: never attributed. Another one at each run. */
const newSiren = (): string => withCheckDigit(`09${String(Date.now()).slice(-6)}`)

/** A structure that nobody else's journey meets. */
async function newOrganisation(
  actor: Actor,
  name: string,
  legalFormCode: string,
  identifier = newSiren(),
): Promise<string> {
  const { organisation } = await actor.call<OrganisationRegistration>(registerOrganisation, {
    body: {
      identifier,
      name,
      acronym: null,
      legalFormCode,
      address: { street: null, postcode: '92000', communeCode: '92050', communeName: 'Nanterre' },
      phone: null,
      website: null,
      esusApproval: null,
      representativeName: null,
      representativeQuality: null,
    },
  })
  return organisation.organisationId
}

/** Enters by the API as the first applicant of the demonstration, whom `signInAs` also enters as. */
async function enterAsApplicant(): Promise<Actor> {
  const [account] = await demoAccounts('applicant')
  if (account === undefined) throw new Error('nobody of the demonstration is an applicant')
  return enterAs(account)
}

async function openCallId(): Promise<string> {
  const actor = await enterAsApplicant()
  const { items } = await actor.call<{ items: CallSummary[] }>(listCalls)
  await actor.leave()
  const open = items.find(({ phase }) => phase === 'open')
  if (open === undefined) throw new Error('no call is open')
  return open.callId
}

/** The applicant's own file of edition 1, which no journey changes; others make more files for the same person. */
async function fileOfEditionOne({ context }: Visitor): Promise<string> {
  const answer = await context.request.get(`${baseUrl()}/api/v1/applications?limit=100`)
  const { items } = (await answer.json()) as { items: ApplicationSummary[] }
  const found = items.find(({ number }) => number?.startsWith('PE1-') === true)
  if (found === undefined) throw new Error('this applicant has no file of edition 1')
  return found.applicationId
}

describe('the applicant’s space', () => {
  it('shows files, structures and decisions in every size and theme', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open('/mes-dossiers')
    await page
      .getByRole('link', { name: /^Voir le dossier/ })
      .first()
      .waitFor()
    await expectFitsAll(page)
    await open(`/mes-dossiers/${await fileOfEditionOne(visitor)}`)
    await page.getByRole('heading', { level: 2, name: 'Ce qui s’est passé' }).waitFor()
    await page.getByRole('table').first().waitFor()
    await expectFitsAll(page)
    await open('/mes-structures')
    await page
      .getByRole('link', { name: /^Ouvrir/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 2, name: 'Membres' }).waitFor()
    await expectFitsAll(page)
  })

  it('reads the receipt and the decision of edition 1, with its reason', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open(`/mes-dossiers/${await fileOfEditionOne(visitor)}`)
    await page.getByRole('link', { name: 'Lire la décision' }).click()
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

  it('says before anything is typed that a structure may not apply', async () => {
    const actor = await enterAsApplicant()
    await newOrganisation(actor, 'Les Comptoirs Réunis', '5710')
    await actor.leave()
    const callId = await openCallId()
    const visitor = await visit({ width: 320 })
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open(`/appels/${callId}/deposer`)
    await page
      .getByRole('radio', { name: /Les Comptoirs Réunis/ })
      .first()
      .click()
    await page.getByText('Cette structure ne peut pas candidater').waitFor()
    await page.getByText(/doit avoir un agrément ESUS/).waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
  })

  it('brings a signed-out visitor back to the call that is applied to', async () => {
    const { page, open } = await visit()
    await open(`/appels/${await openCallId()}`)
    await page.getByRole('link', { name: 'Déposer un dossier' }).click()
    await page.waitForURL(/\/connexion\?next=.*deposer/)
  })

  it('throws a draft away, withdraws a submitted file and brings it back', async () => {
    const visitor = await visit({ width: 320 })
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    const draft = await startFile(visitor)
    await open(`/mes-dossiers/${draft.applicationId}`)
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Supprimer le brouillon' }).click()
    await dialog.getByRole('button', { name: 'Supprimer le brouillon' }).click()
    await page.getByText('Le brouillon est supprimé.').waitFor()
    await page.waitForURL('**/mes-dossiers')

    const { applicationId, number } = await submitCompleteFile(visitor)
    await open(`/mes-dossiers/${applicationId}`)
    await page.getByRole('button', { name: 'Retirer le dossier' }).click()
    await dialog.getByLabel('Pourquoi (facultatif)').fill('Le local n’est plus libre.')
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    await dialog.getByRole('button', { name: 'Retirer le dossier' }).click()
    await page.getByText('Le dossier est retiré.').waitFor()
    await page.getByText('Le local n’est plus libre.').first().waitFor()
    expect((await readFile(visitor, applicationId)).status).toBe('withdrawn')
    await page.getByRole('button', { name: 'Rétablir le dossier' }).click()
    await page.getByText('Le dossier est rétabli.').waitFor()
    expect(await readFile(visitor, applicationId)).toMatchObject({ status: 'submitted', number })
  })

  it('asks to join a structure; its owner accepts, then leaves only reading', async () => {
    const siren = newSiren()
    const actor = await enterAsApplicant()
    const organisationId = await newOrganisation(actor, 'La Lampisterie', '9220', siren)
    await actor.leave()
    const [, other] = await demoAccounts('applicant')
    if (other === undefined) throw new Error('the demonstration has one applicant only')
    const visitor = await visit({ width: 320 })
    await signInAs(visitor, 'applicant', other.displayName)
    await visitor.open('/mes-structures/nouvelle')
    await visitor.page.getByRole('textbox', { name: /Numéro SIRET/ }).fill(siren)
    await visitor.page.getByText('La Lampisterie est déjà connue ici').waitFor()
    await expectNoAxeViolations(visitor.page)
    await visitor.page.getByRole('button', { name: 'Rejoindre cette structure' }).click()
    await visitor.page.getByText('est envoyée à ses responsables').first().waitFor()

    const owner = await visit()
    await signInAs(owner, 'applicant')
    await owner.open(`/mes-structures/${organisationId}`)
    const line = owner.page.getByRole('listitem').filter({ hasText: other.displayName })
    await line.getByRole('button', { name: 'Accepter' }).click()
    const role = line.getByRole('combobox', { name: `Rôle de ${other.displayName}` })
    await role.waitFor()
    expect(await role.inputValue()).toBe('editor')
    const changed = owner.page.waitForResponse((answer) => answer.request().method() === 'PUT')
    await role.selectOption({ label: 'Lecteur' })
    await changed
    await visitor.open(`/mes-structures/${organisationId}`)
    await visitor.page.getByText('Vous lisez cette structure sans pouvoir la modifier.').waitFor()
    await expectNoSideScroll(visitor.page)
  })

  it('gives access to somebody, and takes it back', async () => {
    const actor = await enterAsApplicant()
    const organisationId = await newOrganisation(actor, 'Le Jardin Partagé', '9220')
    await actor.leave()
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'applicant')
    await open(`/mes-structures/${organisationId}`)
    await page.getByRole('textbox', { name: /Adresse de courriel/ }).fill('lou.martin@example.org')
    await page.getByRole('button', { name: 'Donner accès' }).click()
    await page.getByText(/accès est donné/).waitFor()
    await page.getByText('lou.martin@example.org').first().waitFor()
    await expectNoAxeViolations(page)
    await page
      .getByRole('button', { name: /^Retirer/ })
      .last()
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click()
    await page.getByText('Cette personne ne fait plus partie de la structure.').waitFor()
  })
})
