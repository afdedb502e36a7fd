import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { revokePartnerLinks } from '@progress-ess/shared/partners'
import { createReferral, type Referral } from '@progress-ess/shared/referrals'
import type { Page } from 'playwright-core'
import { newAddress } from './support/accounts.ts'
import {
  baseUrl,
  expectNoAxeViolations,
  expectNoSideScroll,
  signInAs,
  useBrowser,
  type Visitor,
} from './support/browser.ts'
import { foundLightPartner } from './support/partners.ts'
import { enterAsManager, holderFor } from './support/referrals.ts'

const { visit } = useBrowser()
const LONG_MS = 300_000
/** Where it is tightest; the journey above goes through the same pages at full width. */
const TIGHT = { width: 320, theme: 'dark' } as const

/** A receiver of webhooks: works, or answers 500 below `/panne`. */
let receiver: Server
let receiverUrl = ''
beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume()
    response.statusCode = request.url === '/panne' ? 500 : 204
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  receiverUrl = `http://127.0.0.1:${address.port}`
})
afterAll(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const goToTab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation', { name: 'Parties du partenaire' }).getByRole('link', { name }).click()
  await page.waitForFunction((wanted) => document.title.startsWith(wanted), name)
}

const tell = (page: Page, text: string) => page.getByRole('region', { name: 'Messages', exact: true }).getByText(text)

async function createPartner({ page, open }: Visitor, name: string): Promise<void> {
  await open('/partenaires')
  await page.getByRole('link', { name: 'Ajouter un partenaire' }).click()
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await page.getByText('informations sont à corriger').waitFor()
  await page.getByLabel('Nom du partenaire').fill(name)
  await page.getByLabel('Courriel du contact').fill(newAddress('contact'))
  await page.getByLabel('Système connecté').check()
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

async function signAgreement(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enregistrer une convention' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Signée le').fill('2026-01-05')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await tell(page, 'La convention est enregistrée.').waitFor()
}

/** Creates a key and answers its secret, which is shown this once. */
async function createKey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Créer une clé' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nom de la clé').fill('CRM, production')
  await dialog.getByLabel('Réelle').check()
  await dialog.getByRole('button', { name: 'Créer une clé' }).click()
  const secret = await dialog.getByRole('group', { name: 'Clé secrète' }).locator('code').innerText()
  // Neither Escape nor the button closes it before it is said to be kept.
  await page.keyboard.press('Escape')
  await dialog.getByText('Copiez d’abord le secret').waitFor()
  await dialog.getByLabel('C’est rangé en lieu sûr').check()
  await dialog.getByRole('button', { name: 'Terminer' }).click()
  await dialog.waitFor({ state: 'detached' })
  return secret
}

async function addWebhook(page: Page, url: string): Promise<void> {
  await goToTab(page, 'Notifications')
  await page.getByRole('button', { name: 'Ajouter une adresse' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Adresse qui reçoit').fill(url)
  await dialog.getByRole('button', { name: 'Ajouter une adresse' }).click()
  expect(await dialog.getByRole('group', { name: 'Secret de signature' }).locator('code').innerText()).toMatch(
    /^whsec_/,
  )
  await dialog.getByLabel('C’est rangé en lieu sûr').check()
  await dialog.getByRole('button', { name: 'Terminer' }).click()
  await page.getByRole('link', { name: url }).click()
}

describe('a partner from nothing to its end', () => {
  it(
    'has an agreement, a key that is shown once and used, webhooks that are tested, and loses its access',
    async () => {
      const visitor = await visit()
      const { page } = visitor
      await signInAs(visitor, 'manager')
      await createPartner(visitor, `Chambre d’essai ${Date.now().toString(36)}`)

      await page.getByText('Pas de convention en cours').waitFor()
      await goToTab(page, 'Clés')
      expect(await page.getByRole('button', { name: 'Créer une clé' }).isDisabled()).toBe(true)
      await goToTab(page, 'Fiche')
      await signAgreement(page)
      await page.getByText('Pas de convention en cours').waitFor({ state: 'detached' })

      await goToTab(page, 'Clés')
      const secret = await createKey(page)
      const call = (path: string) =>
        fetch(`${baseUrl()}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })
      expect((await call('/partner-connection')).status).toBe(200)
      expect((await call('/referrals/01900000-0000-7000-8000-000000000000')).status).toBe(404)
      await goToTab(page, 'Journal des appels')
      const line = page.getByRole('row').filter({ hasText: 'GET /referrals/:referralId' })
      await line.getByText('referral-not-found').waitFor()

      await addWebhook(page, `${receiverUrl}/panne`)
      await page.getByRole('button', { name: 'Envoyer un essai' }).click()
      await page.getByText('L’essai n’est pas reçu').waitFor()
      await page.getByText('A répondu 500').first().waitFor()
      await page.getByRole('button', { name: 'Modifier' }).click()
      await page.getByRole('dialog').getByLabel('Adresse qui reçoit').fill(`${receiverUrl}/notifications`)
      await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click()
      await tell(page, 'La notification est enregistrée.').waitFor()
      await page.getByRole('button', { name: 'Envoyer un essai' }).click()
      await page.getByText('L’essai est bien reçu').waitFor()
      await page.getByRole('button', { name: 'Suspendre' }).click()
      await page.getByText('partiront dans l’ordre à la reprise').waitFor()

      await goToTab(page, 'Clés')
      await page.getByRole('button', { name: 'Révoquer la clé CRM, production' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Révoquer la clé' }).click()
      await page.getByText(/^Révoquée le/).waitFor()
      expect((await call('/partner-connection')).status).toBe(401)
    },
    LONG_MS,
  )
})

describe('the pages of a partner', () => {
  const TABS = ['', '/services', '/cles', '/notifications', '/vocabulaire', '/journal', '/bac-a-sable']

  it(
    'are accessible and do not scroll sideways on a narrow, dark screen',
    async () => {
      const manager = await enterAsManager()
      const { partner } = await foundLightPartner(manager)
      const visitor = await visit(TIGHT)
      const { page, open } = visitor
      await signInAs(visitor, 'manager')
      for (const path of ['', '/nouveau', ...TABS.map((tab) => `/${partner.partnerId}${tab}`)]) {
        await open(`/partenaires${path}`)
        await page.waitForLoadState('networkidle')
        await expectNoAxeViolations(page)
        await expectNoSideScroll(page)
      }
      await open(`/partenaires/${partner.partnerId}/services`)
      await page.getByRole('button', { name: 'Ajouter un service' }).click()
      await page.getByRole('dialog').waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await manager.leave()
    },
    LONG_MS,
  )
})

describe('the holder of a link', () => {
  it(
    'asks for one, reads and answers a referral, and is turned away once it is ended',
    async () => {
      const manager = await enterAsManager()
      const { partner } = await foundLightPartner(manager)
      const holder = { firstName: 'Nadia', lastName: 'Ferhat', email: newAddress('nadia') }
      await manager.call<Referral>(createReferral, { body: holderFor([partner.partnerId], holder) })
      const { page, open } = await visit(TIGHT)

      await open('/orientations-partenaire')
      await expectNoAxeViolations(page)
      await page.getByLabel('Courriel de votre service').fill(partner.contactEmail)
      await page.getByRole('button', { name: 'Recevoir un lien' }).click()
      await page.getByText('C’est noté').waitFor()
      await open('/demonstration/courriels')
      await page.getByRole('link', { name: partner.contactEmail }).first().click()
      await page.locator('article').getByRole('link').click()

      await page.getByRole('heading', { level: 1, name: 'Vos orientations' }).waitFor()
      await page.getByText('Ce lien fonctionne jusqu’au').waitFor()
      expect(page.url()).toBe(`${baseUrl()}/orientations-partenaire`)
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Télécharger le tableau (CSV)' }).click(),
      ])
      expect(file.suggestedFilename()).toMatch(/^orientations-\d{4}-\d\d-\d\d\.csv$/)
      const table = readFileSync(await file.path(), 'utf8')
      expect(table.trim().split('\r\n')).toHaveLength(2)
      await page.getByRole('link', { name: holder.lastName }).click()
      await page.getByRole('heading', { level: 1, name: holder.lastName }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await page.getByRole('button', { name: 'Accepter…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Qui suit cette orientation').fill('Sophie Martin')
      await dialog.getByRole('button', { name: 'Accepter' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('Acceptée').first().waitFor()

      await manager.call(revokePartnerLinks, { params: { partnerId: partner.partnerId } })
      await page.reload()
      await page.getByText('Ce lien n’ouvre plus rien').waitFor()
      await page.getByRole('button', { name: 'Recevoir un lien' }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await manager.leave()
    },
    LONG_MS,
  )
})
