import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addPartnerMember, getOwnConnection, SUBJECTS } from '@progress-ess/shared/partners'
import type { Referral } from '@progress-ess/shared/referrals'
import { followMail, invite, newAddress, PASSWORD } from './support/accounts.ts'
import { expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser, type Visitor } from './support/browser.ts'
import type { Actor } from './support/closed-call.ts'
import { enterAsManager, foundPartner, holderFor, referFrom, type PartnerActor } from './support/referrals.ts'

const { visit } = useBrowser()
const PATIENCE_MS = 240_000
/** Where it is tightest; the journeys below go through the same pages at full width. */
const TIGHT = { width: 320, theme: 'dark' } as const

const mark = Date.now().toString(36)
const CMA = `Chambre des métiers ${mark}`
const CCI = `Chambre de commerce ${mark}`
let manager: Actor
let cma: PartnerActor
let cci: PartnerActor
let received: Referral
const adviser = newAddress('julie')
const holder = { firstName: 'Leïla', lastName: `Haddad ${mark}`, email: `leila.${mark}@courriel.example` }

beforeAll(async () => {
  manager = await enterAsManager()
  const subjects = [...SUBJECTS]
  const service = { subjects, communes: [] as string[], capacity: 'open' as const }
  cma = await foundPartner(manager, 'cma', CMA, [{ ...service, name: 'Artisans', activity: 'artisanal' }])
  cci = await foundPartner(manager, 'cci', CCI, [{ ...service, name: 'Commerces', activity: 'commercial' }])
  const own = await manager.call<{ partner: { partnerId: string } }>(getOwnConnection)
  received = await referFrom(cma, holderFor([own.partner.partnerId], holder))
}, PATIENCE_MS)

afterAll(async () => {
  await Promise.all([manager, cma, cci].map((one) => one.leave()))
})

/** An adviser of the CMA with an account: invited by the administrator, attached to the partner by the manager. */
async function enterAsAdviser(): Promise<Visitor> {
  await invite(await visit(), { email: adviser, displayName: 'Julie Ferrand', roles: ['partner'] })
  const visitor = await visit()
  const { page } = visitor
  await followMail(visitor, adviser)
  await page.getByLabel('Mot de passe').fill(PASSWORD)
  await page.getByRole('button', { name: 'Accepter l’invitation' }).click()
  await page.getByRole('button', { name: /^Compte de/ }).waitFor()
  await manager.call(addPartnerMember, { params: { partnerId: cma.partner.partnerId }, body: { email: adviser } })
  return visitor
}

describe('the inbox', () => {
  it(
    'shows what awaits the service, and how late it is',
    async () => {
      const visitor = await visit(TIGHT)
      const { page, open } = visitor
      await signInAs(visitor, 'agent')
      await open(`/orientations?q=${mark}`)
      await page.getByRole('link', { name: `Haddad ${mark}` }).waitFor()
      // As many as the API counts: at least this one.
      await page.getByRole('link', { name: /^À répondre\s*[1-9]/ }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await open('/orientations/nouvelle')
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await open('/orientations/statistiques')
      await page.getByRole('heading', { name: 'Par partenaire' }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await open(`/orientations/${received.referralId}`)
      await page.getByRole('heading', { level: 1, name: `Haddad ${mark}` }).waitFor()
      await page.getByText('Envoyée').first().waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await page.getByRole('link', { name: 'Voir tout ce qui concerne cette personne' }).click()
      await page.getByRole('heading', { name: 'Qui a reçu quoi' }).waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
    },
    PATIENCE_MS,
  )
})

describe('a referral received', () => {
  it(
    'is found, accepted, contacted and completed; a note stays in the service',
    async () => {
      const visitor = await visit()
      const { page, open } = visitor
      await signInAs(visitor, 'agent')
      await open('/orientations')
      await page.getByLabel('Chercher une orientation').fill(mark)
      await page.waitForURL(new RegExp(`q=${mark}`))
      await page.getByRole('link', { name: `Haddad ${mark}` }).click()
      await page.getByText(/Répondre avant .* heure de Paris/).waitFor()

      await page.getByRole('button', { name: 'Accepter…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Qui suit cette orientation').fill('')
      await dialog.getByRole('button', { name: 'Accepter', exact: true }).click()
      await dialog.getByText('Ce champ est obligatoire.').first().waitFor()
      await expectNoAxeViolations(page)
      await dialog.getByLabel('Qui suit cette orientation').fill('Camille Rousset')
      await dialog.getByRole('button', { name: 'Accepter', exact: true }).click()
      await page.getByText('L’orientation est acceptée.').first().waitFor()
      // Nobody has reached the person yet: the API says why the support cannot start.
      await page.getByText('Notez d’abord un contact qui a abouti').waitFor()

      await page.getByRole('button', { name: 'Noter un contact…' }).click()
      await dialog.getByLabel('Téléphone').check()
      await dialog.getByLabel('Oui').check()
      await dialog.getByRole('button', { name: 'Noter le contact' }).click()
      await page.getByText('personne jointe').waitFor()
      await page.getByRole('button', { name: 'Commencer l’accompagnement…' }).click()
      await dialog.getByRole('button', { name: 'Commencer', exact: true }).click()
      await page.getByText('L’accompagnement est commencé.').first().waitFor()

      await page.getByRole('tab', { name: /Messages/ }).click()
      await page.getByLabel('Notre service seulement').check()
      await page.getByLabel('Note interne').fill('Rappeler après le comité.')
      await page.getByRole('button', { name: 'Garder la note' }).click()
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Rappeler après le comité.' })
        .getByText('Note interne')
        .waitFor()
      await expectNoAxeViolations(page)

      await page.getByRole('tab', { name: 'Destinataires' }).click()
      await page.getByRole('button', { name: 'Terminer…' }).click()
      await dialog.getByLabel('Financement obtenu').check()
      await dialog.getByLabel('Montant obtenu').fill('1 500')
      await dialog.getByRole('button', { name: 'Terminer', exact: true }).click()
      await page.getByText('Financement obtenu, 1 500 €').waitFor()
      await page.getByText('Terminée').first().waitFor()
    },
    PATIENCE_MS,
  )
})

describe('a draft', () => {
  it(
    'is kept without a consent, completed, and thrown away',
    async () => {
      const visitor = await visit(TIGHT)
      const { page, open } = visitor
      await signInAs(visitor, 'agent')
      await open('/orientations/nouvelle')
      await page.getByLabel(/^Prénom/).fill('Noé')
      await page.getByLabel(/^Nom/).fill(`Brun ${mark}`)
      await page.getByLabel('Courriel').fill(`noe.${mark}@courriel.example`)
      await page.getByLabel(/^Où en est/).selectOption('idea')
      await page.getByLabel(/^Sujet/).selectOption('creation')
      await page.getByLabel('Artisanale').check()
      await page.getByRole('checkbox', { name: CMA }).check()
      await page.getByRole('button', { name: 'Garder comme brouillon' }).click()
      await page.getByText('Le brouillon est gardé').first().waitFor()

      await page.getByRole('link', { name: 'Compléter', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Compléter le brouillon' }).waitFor()
      expect(await page.getByLabel(/^Nom/).inputValue()).toBe(`Brun ${mark}`)
      await page.getByRole('checkbox', { name: CMA }).waitFor()
      expect(await page.getByRole('checkbox', { name: CMA }).isChecked()).toBe(true)
      await expectNoAxeViolations(page)
      await expectNoSideScroll(page)
      await page.getByLabel('Message aux destinataires').fill('Il veut ouvrir un atelier.')
      await page.getByRole('button', { name: 'Garder comme brouillon' }).click()
      await page.getByRole('button', { name: 'Supprimer le brouillon…' }).waitFor()
      await page.getByRole('tab', { name: /Messages/ }).click()
      await page.getByText('Il veut ouvrir un atelier.').waitFor()

      await page.getByRole('button', { name: 'Supprimer le brouillon…' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Supprimer le brouillon' }).click()
      await page.getByText('Le brouillon est supprimé.').first().waitFor()
      await open(`/orientations?cote=envoyees&vue=draft&q=${mark}`)
      await page.getByText('Aucune orientation ne correspond').waitFor()
    },
    PATIENCE_MS,
  )
})

describe('a referral sent', () => {
  it(
    'goes from the agent to the adviser of a chamber, who asks, is answered and declines with a suggestion',
    async () => {
      const visitor = await visit()
      const { page, open } = visitor
      await signInAs(visitor, 'agent')
      await open('/orientations/nouvelle')
      await page.getByRole('button', { name: 'Envoyer l’orientation' }).click()
      await page.getByRole('link', { name: /Prénom/ }).waitFor()
      await expectNoAxeViolations(page)
      await page.getByLabel(/^Prénom/).fill(holder.firstName)
      await page.getByLabel(/^Nom/).fill(holder.lastName)
      await page.getByLabel('Courriel').fill(holder.email)
      await page.getByLabel(/^Où en est/).selectOption('preparing')
      await page.getByLabel(/^Sujet/).selectOption('creation')
      await page.getByLabel('Artisanale').check()
      // The same person came from the chamber: shown, and nothing is blocked.
      await page.getByText(received.reference).waitFor()
      expect(await page.getByRole('checkbox', { name: CMA }).isChecked()).toBe(true)
      expect(await page.getByRole('checkbox', { name: CCI }).isChecked()).toBe(false)
      // The chamber of the demonstration is proposed as well: this journey goes to one alone.
      const proposed = page.getByRole('checkbox', { name: /\(démonstration\)/, checked: true })
      while ((await proposed.count()) > 0) await proposed.first().uncheck()
      await page.getByLabel('Message aux destinataires').fill('Elle cherche un local.')
      await page.getByLabel(/^Recueilli comment/).selectOption('phone')
      await page.getByRole('button', { name: 'Maintenant' }).click()
      await page.getByText(`soient transmis à`).waitFor()

      // A reload loses nothing.
      await page.reload()
      await page.getByText('Une orientation commencée ici n’a pas été envoyée').waitFor()
      expect(await page.getByLabel('Message aux destinataires').inputValue()).toBe('Elle cherche un local.')
      await page.getByRole('button', { name: `Envoyer à ${CMA}` }).click()
      await page
        .getByRole('heading', { name: 'Destinataires' })
        .or(page.getByRole('tab', { name: 'Destinataires' }))
        .waitFor()
      await page.waitForURL(/\/orientations\/[0-9a-f-]{36}$/)
      const path = new URL(page.url()).pathname

      const other = await enterAsAdviser()
      await other.open('/orientations')
      await other.page
        .getByRole('link', { name: `Haddad ${mark}` })
        .first()
        .click()
      await other.page.waitForURL(new RegExp(path))
      await other.page.getByRole('button', { name: 'Demander une information…' }).click()
      const asked = other.page.getByRole('dialog')
      await asked.getByLabel(/^Votre question/).fill('Quelle surface ?')
      await asked.getByRole('button', { name: 'Poser la question' }).click()
      await other.page.getByText('Délai en pause').waitFor()
      await expectNoAxeViolations(other.page)

      await page.reload()
      await page.getByRole('button', { name: 'Répondre à la question…' }).click()
      const answered = page.getByRole('dialog')
      await answered.getByLabel(/^Votre réponse/).fill('Quarante mètres carrés.')
      await answered.getByRole('button', { name: 'Envoyer la réponse' }).click()
      await page.getByText('La réponse est envoyée').first().waitFor()

      await other.page.reload()
      await other.page.getByRole('tab', { name: /Messages/ }).click()
      await other.page.getByText('Quarante mètres carrés.').waitFor()
      await other.page.getByRole('tab', { name: 'Destinataires' }).click()
      await other.page.getByRole('button', { name: 'Refuser…' }).click()
      await asked.getByLabel(/^Motif/).selectOption('out_of_scope')
      await asked.getByLabel(/^Un autre partenaire/).selectOption({ label: CCI })
      await asked.getByRole('button', { name: 'Refuser', exact: true }).click()
      await other.page.getByText('Hors de notre champ').first().waitFor()

      await page.reload()
      await page.getByText('Suggère plutôt').waitFor()
      await page.getByText('Refusée').first().waitFor()
      await page.getByRole('tab', { name: 'Accord' }).click()
      await page.getByRole('button', { name: 'La personne retire son accord…' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Retirer l’accord' }).click()
      await page.getByText('Effacement chez les destinataires').waitFor()

      await other.page.reload()
      await other.page.getByText('L’effacement vous est demandé').waitFor()
      expect(await other.page.getByText(holder.email).count()).toBe(0)
      await other.page.getByRole('button', { name: 'Confirmer l’effacement…' }).click()
      await asked.getByRole('button', { name: 'Confirmer l’effacement' }).click()
      await other.page.getByText('L’effacement est confirmé.').first().waitFor()
    },
    PATIENCE_MS,
  )
})
