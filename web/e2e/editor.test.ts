import { describe, expect, it, jest } from '@jest/globals'
import { openReview, requestCorrection, type Receipt, type RevisionSummary } from '@progress-ess/shared/applications'
import type { Page } from 'playwright-core'
import { expectFitsAll, expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'
import { demoAccounts, enterAs, publishShortCall, submitFile, untilAllowed } from './support/closed-call.ts'
import { callAs, COMPLETE_CONTENT, readFile, saveFile, startFile, untilServerHas } from './support/files.ts'

jest.setTimeout(180_000)
const { visit } = useBrowser()
/** An applicant of the demonstration in front of a file of his own, empty or complete. */
async function givenFile(content: 'empty' | 'complete' = 'empty', options: Parameters<typeof visit>[0] = {}) {
  const visitor = await visit(options)
  await signInAs(visitor, 'applicant')
  const { applicationId } = await startFile(visitor)
  if (content === 'complete') await saveFile(visitor, applicationId, COMPLETE_CONTENT)
  const at = (path: string): string => `/mes-dossiers/${applicationId}/${path}`
  return { visitor, page: visitor.page, applicationId, at, open: (path: string) => visitor.open(at(path)) }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

async function goOn(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: `Continuer : ${title}` }).click()
  await heading(page, title).waitFor()
}

async function sign(page: Page): Promise<void> {
  const group = page.getByRole('group', { name: 'Je déclare' })
  await group.waitFor()
  for (const box of await group.getByRole('checkbox').all()) await box.check()
}

async function revisionsOf(visitor: Parameters<typeof readFile>[0], applicationId: string): Promise<number> {
  const path = `/applications/${applicationId}/revisions`
  return (await callAs<{ items: RevisionSummary[] }>(visitor, 'GET', path)).items.length
}

describe('the editor of an application', () => {
  it('is accessible in every size and theme, empty and filled', async () => {
    const { visitor, page, applicationId, open } = await givenFile('empty')
    await open('modifier')
    await heading(page, 'Projet sans nom').waitFor()
    await expectFitsAll(page)
    await open('verifier')
    await page.getByText(/Il manque \d+ points/).waitFor()
    await expectFitsAll(page)
    await saveFile(visitor, applicationId, COMPLETE_CONTENT)
    for (const [path, title] of [
      ['modifier', 'La ressourcerie du quai'],
      ['modifier/project', 'Le projet'],
      ['modifier/public', 'Pour qui et où'],
      ['modifier/le-budget', 'Le budget du projet'],
      ['verifier', 'Relire et déposer'],
    ] as const) {
      await open(path)
      await heading(page, title).waitFor()
      await expectFitsAll(page)
    }
  })

  it('is filled section by section, saved by itself, submitted, and answered by a receipt', async () => {
    const { visitor, page, applicationId, open } = await givenFile()
    await open('modifier')
    await goOn(page, 'Le projet')
    await page.getByLabel('Nom du projet').fill('Garde d’enfants en horaires décalés')
    await page.getByLabel('Le projet en quelques lignes').fill('Une garde de nuit, à domicile.')
    await page.getByLabel('À quel besoin répond-il').fill('Les parents qui travaillent la nuit n’ont pas de garde.')
    await page.getByLabel('Que ferez-vous').fill('Former et employer des gardes à domicile.')
    await page.getByLabel('Début du projet').fill('2027-05-01')
    await page.getByLabel('Fin du projet').fill('2028-04-30')
    await goOn(page, 'Pour qui et où')
    await page.getByLabel('Familles').check()
    await page.getByLabel('Nombre de bénéficiaires attendus').fill('120')
    for (const [typed, name] of [
      ['nanter', 'Nanterre'],
      ['genne', 'Gennevilliers'],
    ] as const) {
      await page.getByLabel('Communes où l’action a lieu').fill(typed)
      await page.getByRole('option', { name }).click()
      await page.getByRole('button', { name: `Retirer ${name}` }).waitFor()
    }
    await goOn(page, 'L’équipe et les partenaires')
    await page.getByLabel('Qui porte le projet').fill('Une coordinatrice et six gardes.')
    await goOn(page, 'Le suivi')
    await page.getByLabel('Comment saurez-vous que le projet réussit').fill('Le nombre d’heures gardées.')
    await goOn(page, 'Le budget du projet')
    await page.getByLabel('Montant : 60 Achats').fill('6 200')
    await page.getByLabel('Montant : 64 Charges de personnel').fill('40 000')
    await page.getByLabel('Montant : Département, Progr’ESS').fill('18 500')
    await page.getByText('Au plus 15 000 € peuvent être attribués').waitFor()
    await page.getByText('Il manque 27 700 € de produits').waitFor()
    await page.getByLabel('Ajouter un produit').fill('organismes')
    await page.getByRole('option', { name: '74 Organismes sociaux' }).click()
    await page.keyboard.type('27700')
    await page.getByLabel('Où en est ce financement : 74 Organismes sociaux').selectOption('granted')
    await page.getByRole('button', { name: 'Préciser 74 Organismes sociaux' }).click()
    await page.keyboard.type('CAF')
    await page.getByText('Budget équilibré').waitFor()
    await goOn(page, 'La personne à contacter')
    await page.getByLabel('Nom de la personne à contacter').fill('Amélie Durand')
    await goOn(page, 'Relire et déposer')
    await page.getByText('Le dossier est complet.').waitFor()
    await untilServerHas(visitor, applicationId, {
      projectTitle: 'Garde d’enfants en horaires décalés',
      contactName: 'Amélie Durand',
      budget: [
        { lineId: '60', detail: null, amountCents: 620_000, fundingStatus: null },
        { lineId: '64', detail: null, amountCents: 4_000_000, fundingStatus: null },
        { lineId: '74-departement', detail: null, amountCents: 1_850_000, fundingStatus: 'requested' },
        { lineId: '74-organismes-sociaux', detail: 'CAF', amountCents: 2_770_000, fundingStatus: 'granted' },
      ],
    })

    await page.getByRole('button', { name: 'Déposer le dossier' }).click()
    await page.getByText(/informations? (est|sont) à corriger/).waitFor()
    expect((await readFile(visitor, applicationId)).status).toBe('draft')
    await sign(page)
    await page.getByRole('button', { name: 'Déposer le dossier' }).click()
    await page
      .getByText(/PE3-\d{4}/)
      .first()
      .waitFor()
    const receipt = await callAs<Receipt>(visitor, 'GET', `/applications/${applicationId}/receipt`)
    await page.getByText(receipt.number).first().waitFor()
    expect((await readFile(visitor, applicationId)).status).toBe('submitted')
  })

  it('leads from what is missing to the very field', async () => {
    const { page, open } = await givenFile()
    await open('verifier')
    await page.getByRole('link', { name: 'Que ferez-vous ?' }).click()
    await heading(page, 'Le projet').waitFor()
    await page.getByText('Une réponse est nécessaire ici.').waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'f-answers-description')
    await page.keyboard.type('Un atelier')
    await page.getByText(/Enregistré à \d/).waitFor()
  })

  it('keeps on this machine what the API would refuse, says so, and saves all the rest', async () => {
    const { visitor, page, applicationId, open } = await givenFile()
    await open('modifier/project')
    const long = 'Un nom beaucoup trop long. '.repeat(6)
    await page.getByLabel('Nom du projet').fill(long)
    await page.getByLabel('Le projet en quelques lignes').fill('Un résumé court.')
    await page.getByRole('alert').getByText('Non enregistré').waitFor()
    await page
      .getByText(/42 caractères de trop/)
      .first()
      .waitFor()
    await untilServerHas(visitor, applicationId, { projectTitle: null, answers: { summary: 'Un résumé court.' } })
    await page.reload()
    await page.getByText('Votre saisie a été retrouvée').waitFor()
    expect(await page.getByLabel('Nom du projet').inputValue()).toBe(long)
    await page.getByLabel('Nom du projet').fill('Un nom')
    await page.getByText(/Enregistré à \d/).waitFor()
    await untilServerHas(visitor, applicationId, { projectTitle: 'Un nom' })
  })

  it('submits once, whatever one presses and whatever answer is lost, and again after a change', async () => {
    const { visitor, page, applicationId, open } = await givenFile('complete')
    await open('verifier')
    await page.getByText('Le dossier est complet.').waitFor()
    await sign(page)
    // The request arrives, its answer does not.
    let isLost = false
    await page.route('**/submission', async (route) => {
      if (isLost) return route.continue()
      isLost = true
      await route.fetch()
      return route.abort('internetdisconnected')
    })
    const button = page.getByRole('button', { name: 'Déposer le dossier' })
    await button.click()
    await page.getByText('Nous n’avons pas reçu la réponse du serveur').waitFor()
    await button.dblclick()
    await page
      .getByText(/PE3-\d{4}/)
      .first()
      .waitFor()
    expect(await revisionsOf(visitor, applicationId)).toBe(1)

    await open('modifier/project')
    await page.getByLabel('Nom du projet').fill('La ressourcerie du port')
    await page.getByText('Modifications non déposées').waitFor()
    await untilServerHas(visitor, applicationId, { hasUnsubmittedChanges: true, revisionNumber: 1 })
    await expectNoAxeViolations(page)
    await page.getByRole('link', { name: 'Relire et déposer les modifications' }).click()
    await page.getByText('Le dossier est complet.').waitFor()
    await sign(page)
    await page.getByRole('button', { name: 'Déposer les modifications' }).click()
    await untilServerHas(visitor, applicationId, { hasUnsubmittedChanges: false, revisionNumber: 2 })
  })

  it('sends what is still being typed before it submits', async () => {
    const { visitor, page, applicationId, open } = await givenFile('complete')
    await open('modifier/project')
    await page.getByLabel('Nom du projet').fill('Tapé au dernier moment')
    await page.getByRole('navigation', { name: 'Les parties du dossier' }).getByText('Relire et déposer').click()
    await page.getByText('Tapé au dernier moment').first().waitFor()
    await sign(page)
    await page.getByRole('button', { name: 'Déposer le dossier' }).click()
    await untilServerHas(visitor, applicationId, {
      status: 'submitted',
      projectTitle: 'Tapé au dernier moment',
      hasUnsubmittedChanges: false,
    })
  })
})

describe('a correction', () => {
  it.each([
    { width: 320, theme: 'dark' },
    { width: 1440, theme: 'light' },
  ] as const)('opens only the fields that it names, with its reason, and is answered, at %j', async (size) => {
    const [account] = await demoAccounts('applicant')
    const [staff] = await demoAccounts('agent')
    if (account === undefined || staff === undefined) throw new Error('the demonstration has nobody to play this')
    const call = await publishShortCall('Un appel à compléter', 10_000)
    const owner = await enterAs(account)
    const { application } = await submitFile(owner, call.callId, 'Un atelier à préciser')
    const agent = await enterAs(staff)
    const params = { applicationId: application.applicationId }
    await untilAllowed(agent, application.applicationId, 'open_review')
    await agent.call(openReview, { params })
    await agent.call(requestCorrection, {
      params,
      body: {
        fields: ['/answers/need', '/budget'],
        message: 'Dites combien d’habitants ont demandé cet atelier, et détaillez vos produits.',
        dueAt: new Date(Date.now() + 5 * 24 * 3_600_000).toISOString(),
      },
    })
    await Promise.all([owner.leave(), agent.leave()])

    const visitor = await visit(size)
    await signInAs(visitor, 'applicant', account.displayName)
    const { page } = visitor
    const main = page.getByRole('main')
    const base = `/mes-dossiers/${application.applicationId}`
    await visitor.open(`${base}/modifier`)
    await page.getByText('Dites combien d’habitants ont demandé cet atelier').waitFor()
    const task = (name: string) => main.getByRole('link', { name: new RegExp(`^${name}`) }).first()
    expect(await task('Le projet').textContent()).toContain('un champ rouvert')
    expect(await task('Pour qui et où').textContent()).toContain('non modifiable')
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)

    await visitor.open(`${base}/modifier/project`)
    await page.getByText('Dites combien d’habitants ont demandé cet atelier').waitFor()
    expect(await main.getByRole('textbox').count()).toBe(1)
    await page.getByLabel('À quel besoin répond-il').fill('Quarante-deux habitants l’ont demandé.')
    await page.getByText(/Enregistré à \d/).waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    await goOn(page, 'Le budget du projet')
    await page.getByLabel('Montant : 60 Achats').waitFor()
    await visitor.open(`${base}/modifier/public`)
    await page.getByText('Tous les habitants').waitFor()
    expect(await main.getByRole('checkbox').count()).toBe(0)

    await visitor.open(`${base}/verifier`)
    await page.getByText('Le dossier est complet.').waitFor()
    await sign(page)
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Déposer le complément' }).click()
    await untilServerHas(visitor, application.applicationId, { status: 'in_review', revisionNumber: 2 })
    await visitor.open(`${base}/modifier/project`)
    await page.getByText('Ce dossier ne peut pas être modifié').waitFor()
    expect(await main.getByRole('textbox').count()).toBe(0)
  })
})
