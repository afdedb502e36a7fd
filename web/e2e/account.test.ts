import { describe, expect, it } from '@jest/globals'
import {
  codeOf,
  enrol,
  expectSignedOut,
  followMail,
  invite,
  newAddress,
  PASSWORD,
  signOut,
  typeCode,
  typePassword,
} from './support/accounts.ts'
import { expectFitsAll, expectNoAxeViolations, signInAs, useBrowser, type Visitor } from './support/browser.ts'

const { visit } = useBrowser()
/** Signs somebody new in with a link, as applicants do. */
async function arrive(visitor: Visitor, email: string): Promise<void> {
  await visitor.open('/connexion')
  const form = visitor.page.locator('form').filter({ hasText: 'Sans mot de passe' })
  await form.getByLabel('Adresse de courriel').fill(email)
  await form.getByRole('button', { name: 'Recevoir un lien' }).click()
  await visitor.page.getByText('un courriel vient de partir').waitFor()
  await followMail(visitor, email)
  await visitor.page.getByRole('button', { name: /^Compte de/ }).waitFor()
}

describe('the pages of the account', () => {
  it('are accessible in every size and theme', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await signInAs(visitor, 'evaluator')
    for (const [path, text] of [
      ['/compte', 'Cette session'],
      ['/compte/second-facteur', 'Tapez le code'],
      ['/connexion/invitation', 'Ce lien est incomplet'],
      ['/demonstration/courriels', 'Choisissez un courriel'],
      ['/donnees-ouvertes', 'publiés le'],
    ] as const) {
      await open(path)
      await page.getByText(text).first().waitFor({ state: 'attached' })
      await expectFitsAll(page)
    }
  })
})

describe('somebody invited', () => {
  it('accepts, sets up the second factor, then signs in with a code and with a recovery code', async () => {
    const email = newAddress('lea')
    await invite(await visit(), { email, displayName: 'Léa Fontaine', roles: ['agent'] })

    const visitor = await visit()
    const { page } = visitor
    await followMail(visitor, email)
    await page.getByText('Anne Vallier (administratrice) vous invite').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.getByText('Instructeur').waitFor()
    await page.getByLabel('Mot de passe').fill('court')
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await page.getByText('Écrivez au moins 12 caractères.').first().waitFor()
    await expectNoAxeViolations(page)
    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()

    await page.getByText('Vos rôles donnent accès').waitFor()
    await page.getByLabel('Code à 6 chiffres').fill('000000')
    await page.getByRole('button', { name: 'Vérifier le code' }).click()
    await page.getByText('Ce code ne convient pas').waitFor()
    const { secret, codes } = await enrol(page)
    expect(new Set(codes).size).toBe(10)

    await signOut(page)
    await typePassword(visitor, email)
    await typeCode(page, codeOf(secret, 1))
    await page.getByText('Vous êtes connecté.').waitFor()
    await visitor.open('/compte')
    await page.getByText('Instructeur').waitFor()

    await signOut(page)
    await typePassword(visitor, email)
    await typeCode(page, codes[0]!)
    await page.getByText('Vous êtes connecté.').waitFor()

    // A recovery code counts once; the password is asked for again, and what was typed is still there.
    await signOut(page)
    await typePassword(visitor, email)
    await typeCode(page, codes[0]!)
    await page.getByText('Ce code ne convient pas').waitFor()
  })

  it('is told when the link has served', async () => {
    const email = newAddress('marc')
    await invite(await visit(), { email, displayName: 'Marc Olivier', roles: ['evaluator'] })
    const visitor = await visit()
    const { page } = visitor
    await followMail(visitor, email)
    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await page.getByRole('heading', { name: 'Mettre en place le second facteur' }).waitFor()
    await followMail(visitor, email)
    await page.getByText('Cette invitation a déjà servi').waitFor()
  })
})

describe('somebody with an account', () => {
  it('changes the name and the password, and ends the sessions elsewhere', async () => {
    const email = newAddress('nora')
    const elsewhere = await visit()
    await arrive(elsewhere, email)
    const visitor = await visit()
    const { page, open } = visitor
    await arrive(visitor, email)

    await open('/compte')
    await page.getByLabel('Prénom et nom').fill('Nora Belkacem')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Votre profil est enregistré.').waitFor()
    await page.getByRole('button', { name: 'Compte de Nora Belkacem' }).waitFor()

    await page.getByRole('button', { name: /^Terminer la session/ }).click()
    await page.getByText('La session est terminée.').waitFor()
    await page.getByText('Vous n’êtes connecté nulle part ailleurs.').waitFor()
    await expectSignedOut(elsewhere)

    await page.getByRole('button', { name: 'Choisir un mot de passe' }).click()
    await page.getByLabel('Nouveau mot de passe').fill('motdepasse123456')
    await page.getByRole('button', { name: 'Choisir un mot de passe' }).click()
    await page.getByText('Ce mot de passe se devine trop facilement').first().waitFor()
    await page.getByLabel('Nouveau mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Choisir un mot de passe' }).click()
    await page.getByText('Votre mot de passe est enregistré.').waitFor()

    await typePassword(elsewhere, email)
    await elsewhere.page.getByText('Vous êtes connecté.').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Terminer toutes les autres sessions' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Terminer toutes les autres sessions' }).click()
    await page.getByText('Vos autres sessions sont terminées.').waitFor()
    await expectSignedOut(elsewhere)
  })

  it('who has forgotten the password comes in by a link, and chooses another', async () => {
    const email = newAddress('rosa')
    const visitor = await visit({ width: 320 })
    const { page, open } = visitor
    await arrive(visitor, email)
    await open('/compte')
    await page.getByRole('button', { name: 'Choisir un mot de passe' }).click()
    await page.getByLabel('Nouveau mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Choisir un mot de passe' }).click()
    await page.getByText('Votre mot de passe est enregistré.').waitFor()
    await signOut(page)

    await arrive(visitor, email)
    await open('/compte')
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click()
    await page.getByText(/le mot de passe actuel n’est pas demandé/).waitFor()
    expect(await page.getByLabel('Mot de passe actuel').count()).toBe(0)
    await expectNoAxeViolations(page)
    await page.getByLabel('Nouveau mot de passe').fill(`${PASSWORD} de plus`)
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click()
    await page.getByText('Votre mot de passe est enregistré.').waitFor()
    await signOut(page)

    await typePassword(visitor, email, `${PASSWORD} de plus`)
    await page.getByText('Vous êtes connecté.').waitFor()
    await open('/compte')
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click()
    await page.getByLabel('Mot de passe actuel').waitFor()
  })

  it('sets up a second factor, changes it and removes it', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    await arrive(visitor, newAddress('omar'))
    await open('/compte')
    await page.getByRole('link', { name: 'Mettre en place un second facteur' }).click()
    await enrol(page)
    await page.getByText('Actif : une application affiche vos codes.').waitFor()
    await page.getByRole('link', { name: 'Changer d’application' }).click()
    await enrol(page)
    await page.getByRole('button', { name: 'Retirer l’application' }).click()
    await expectNoAxeViolations(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer l’application' }).click()
    await page.getByText('L’application de codes est retirée.').waitFor()
    await page.getByRole('link', { name: 'Mettre en place un second facteur' }).waitFor()
  })
})

describe('open data', () => {
  it('gives the laureates as CSV and as JSON', async () => {
    const { page, context, open } = await visit()
    await open('/donnees-ouvertes')
    const csv = await page.getByRole('link', { name: 'Les lauréats de l’édition 1, en CSV' }).getAttribute('href')
    const lines = (await (await context.request.get(csv!)).text()).trim().split(/\r?\n/)
    const columns = await page
      .getByRole('table', { name: 'Colonnes du fichier CSV et champs du JSON' })
      .getByRole('rowheader')
      .allInnerTexts()
    expect(lines[0]!.replace(/^\uFEFF/, '').split(',')).toEqual(columns)
    const json = await page.getByRole('link', { name: 'Les lauréats de l’édition 1, en JSON' }).getAttribute('href')
    const results = (await (await context.request.get(json!)).json()) as { laureates: unknown[] }
    expect(results.laureates).toHaveLength(lines.length - 1)
    const years = page.getByRole('table', { name: 'Subventions attribuées par année civile' })
    const subsidies = await years.getByRole('link', { name: /2023, en CSV au schéma national/ }).getAttribute('href')
    const [header, ...rows] = (await (await context.request.get(subsidies!)).text()).trim().split(/\r?\n/)
    expect(header).toMatch(/^nomAttribuant,idAttribuant,dateConvention,/)
    expect(rows).toHaveLength(lines.length - 1)
    for (const path of ['/docs/', '/openapi.json', '/common-grants/opportunities'])
      expect((await context.request.get(path)).status()).toBe(200)
  })
})
