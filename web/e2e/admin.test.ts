import { describe, expect, it } from '@jest/globals'
import { enrol, expectSignedOut, followMail, invite, newAddress, PASSWORD, typePassword } from './support/accounts.ts'
import { expectFitsAll, expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'

const { visit } = useBrowser()
describe('the administrator', () => {
  it('finds pages that are accessible in every size and theme', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    const email = newAddress('pia')
    await invite(visitor, { email, displayName: 'Pia Rossi', roles: ['funder'] })
    await open('/administration/comptes')
    await page.getByRole('link', { name: 'Amélie Durand' }).waitFor()
    await expectFitsAll(page)
    await page.getByRole('button', { name: 'Inviter une personne' }).click()
    await page.getByRole('dialog').waitFor()
    await expectFitsAll(page)
    await open('/administration/comptes?vue=invitations')
    await page.getByText(email).waitFor()
    await expectFitsAll(page)
    await open('/administration/comptes')
    await page.getByRole('link', { name: 'Amélie Durand' }).click()
    await page.getByRole('button', { name: 'Désactiver le compte' }).waitFor()
    await expectFitsAll(page)
  })

  it('invites somebody, changes the roles, then disables and enables the account', async () => {
    const email = newAddress('quentin')
    const admin = await visit()
    await signInAs(admin, 'admin')
    await admin.open('/administration/comptes')
    await admin.page.getByRole('button', { name: 'Inviter une personne' }).click()
    const dialog = admin.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Envoyer l’invitation' }).click()
    await dialog.getByText('informations sont à corriger').waitFor()
    await dialog.getByLabel('Adresse de courriel').fill(email)
    await dialog.getByLabel('Prénom et nom').fill('Quentin Mercier')
    await dialog.getByLabel('Évaluateur').check()
    await dialog.getByRole('button', { name: 'Envoyer l’invitation' }).click()
    await admin.page.getByText('L’invitation de Quentin Mercier est partie.').waitFor()

    const invited = await visit()
    await followMail(invited, email)
    await invited.page.getByLabel('Mot de passe').fill(PASSWORD)
    await invited.page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await enrol(invited.page)

    await admin.open('/administration/comptes')
    await admin.page.getByLabel('Chercher un compte').fill(email)
    await admin.page.getByRole('link', { name: 'Quentin Mercier' }).click()
    await admin.page.getByText('En place', { exact: true }).waitFor()
    await admin.page.getByLabel('Instructeur').check()
    await admin.page.getByRole('button', { name: 'Enregistrer' }).click()
    await admin.page.getByText('Les rôles de Quentin Mercier sont enregistrés.').waitFor()
    // The sessions of before are over.
    await expectSignedOut(invited)

    await admin.page.getByRole('button', { name: 'Désactiver le compte' }).click()
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Désactiver le compte' }).click()
    await admin.page.getByText('Le compte de Quentin Mercier est désactivé.').waitFor()
    await admin.page.getByRole('button', { name: 'Réactiver le compte' }).click()
    await admin.page.getByText('Le compte de Quentin Mercier est réactivé.').waitFor()
    await admin.page.reload()
    await admin.page.getByLabel('Instructeur').waitFor()
    expect(await admin.page.getByLabel('Instructeur').isChecked()).toBe(true)
  })

  it('removes the second factor of somebody who has lost the device, who sets up another', async () => {
    const email = newAddress('sonia')
    const admin = await visit({ width: 320 })
    await invite(admin, { email, displayName: 'Sonia Petit', roles: ['agent'] })
    const invited = await visit()
    await followMail(invited, email)
    await invited.page.getByLabel('Mot de passe').fill(PASSWORD)
    await invited.page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await enrol(invited.page)

    await admin.open('/administration/comptes')
    await admin.page.getByLabel('Chercher un compte').fill(email)
    await admin.page.getByRole('link', { name: 'Sonia Petit' }).click()
    await admin.page.getByRole('button', { name: 'Retirer le second facteur' }).click()
    await expectNoAxeViolations(admin.page)
    await expectNoSideScroll(admin.page)
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Retirer le second facteur' }).click()
    await admin.page.getByText('Le second facteur de Sonia Petit est retiré.').waitFor()
    await expectSignedOut(invited)
    await typePassword(invited, email)
    await invited.page.getByRole('heading', { name: 'Mettre en place le second facteur' }).waitFor()
    await enrol(invited.page)
  })

  it('cannot remove the last administrator', async () => {
    const visitor = await visit()
    const { page, open } = visitor
    const { accountId } = await signInAs(visitor, 'admin')
    await open(`/administration/comptes/${accountId}`)
    await page.getByText('C’est votre compte').waitFor()
    await page.getByLabel('Administrateur').uncheck()
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Le service garde toujours un administrateur').waitFor()
    await page.getByRole('button', { name: 'Désactiver le compte' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Désactiver le compte' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('Le service garde toujours un administrateur').waitFor()
  })

  it('revokes an invitation, whose link then opens nothing', async () => {
    const email = newAddress('rania')
    const visitor = await visit()
    const { page, open } = visitor
    await invite(visitor, { email, displayName: 'Rania Haddad', roles: ['commissioner'] })
    await open('/administration/comptes?vue=invitations')
    await page
      .getByRole('row')
      .filter({ hasText: email })
      .getByRole('button', { name: /^Annuler/ })
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler l’invitation' }).click()
    await page.getByText('L’invitation de Rania Haddad est annulée.').waitFor()
    await page.getByRole('row').filter({ hasText: email }).getByText('Annulée').waitFor()
    await followMail(visitor, email)
    await page.getByText('Cette invitation a déjà servi').waitFor()
  })
})

describe('somebody else', () => {
  it('does not enter the administration', async () => {
    const visitor = await visit()
    await signInAs(visitor, 'agent')
    await visitor.open('/administration/comptes')
    await visitor.page.getByRole('heading', { level: 1, name: 'Cette page est réservée à d’autres comptes' }).waitFor()
  })
})
