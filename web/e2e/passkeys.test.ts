import { describe, expect, it } from '@jest/globals'
import { followMail, invite, newAddress, PASSWORD, signOut, typePassword } from './support/accounts.ts'
import { expectFitsAll, expectNoAxeViolations, useBrowser, type Visitor } from './support/browser.ts'

const { visit } = useBrowser()

/** A device with a fingerprint reader, that knows its holder or not. */
async function plugIn({ page, context }: Visitor): Promise<{ recognise: (isHolder: boolean) => Promise<void> }> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    recognise: async (isUserVerified) => {
      await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
  }
}

describe('a passkey', () => {
  it('is the second factor of somebody invited, and opens the account by itself', async () => {
    const email = newAddress('salome')
    await invite(await visit({ isTinkered: true }), { email, displayName: 'Salomé Roy', roles: ['agent'] })
    const visitor = await visit({ isTinkered: true })
    const { page, open } = visitor
    const device = await plugIn(visitor)
    await followMail(visitor, email)
    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()

    await page.getByLabel('Nom de la clé').fill('Ordinateur du bureau')
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click()
    const codes = page.getByRole('list', { name: 'Codes de secours' })
    await codes.waitFor()
    expect(await codes.getByRole('listitem').count()).toBe(10)
    await page.getByLabel('J’ai mis ces codes en lieu sûr').check()
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.getByText('Votre second facteur est en place.').waitFor()

    await open('/compte')
    await page.getByText('Instructeur').waitFor()
    await page.getByText('Ordinateur du bureau').waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('button', { name: 'Renommer la clé' }).click()
    await page.getByRole('dialog').getByLabel('Nom de la clé').fill('Portable')
    await page.getByRole('dialog').getByRole('button', { name: 'Renommer' }).click()
    await page.getByText('La clé s’appelle maintenant').waitFor()

    // The last second factor of staff stays.
    await page.getByRole('button', { name: 'Retirer la clé' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click()
    await page.getByText('Votre rôle demande un second facteur').waitFor()

    // Not without its holder: the device then refuses, and nobody enters.
    await signOut(page)
    await device.recognise(false)
    await open('/connexion')
    await page.getByRole('button', { name: 'Utiliser une clé d’accès' }).click()
    await page.getByText('Aucune clé n’a été donnée').waitFor()
    await device.recognise(true)
    await page.getByRole('button', { name: 'Utiliser une clé d’accès' }).click()
    await page.getByText('Vous êtes connecté.').waitFor()
    await open('/compte')
    await page.getByText('Instructeur').waitFor()

    // After the password too, the passkey answers in place of a code.
    await signOut(page)
    await typePassword(visitor, email)
    await page.getByRole('heading', { name: 'Votre second facteur' }).waitFor()
    await page.getByRole('button', { name: 'Utiliser une clé d’accès' }).click()
    await page.getByText('Vous êtes connecté.').waitFor()
  })

  it('is added on a page that is accessible in every size and theme', async () => {
    const email = newAddress('tom')
    await invite(await visit({ isTinkered: true }), { email, displayName: 'Tom Leroy', roles: ['evaluator'] })
    const visitor = await visit({ isTinkered: true })
    const { page, open } = visitor
    await followMail(visitor, email)
    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await page.getByLabel('Nom de la clé').waitFor()
    await open('/compte/cle-d-acces')
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click()
    await page.getByText('Ce champ est obligatoire.').first().waitFor()
    await expectFitsAll(page)
  })
})
