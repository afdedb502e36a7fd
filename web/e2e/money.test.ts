import { describe, expect, it } from '@jest/globals'
import type { DemoAccount } from '@progress-ess/shared/identity'
import type { LetterOutbox } from '@progress-ess/shared/letters'
import type { FollowedAward } from '@progress-ess/shared/money'
import type { PaymentList, PaymentListSummary } from '@progress-ess/shared/payments'
import type { ReserveOffer } from '@progress-ess/shared/reserve-offers'
import type { Locator, Page } from 'playwright-core'
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
/** Of nobody: bank 99999, with the keys that it must have. */
const IBAN = 'FR76 9999 9000 0100 0000 0000 115'
const PDF = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')

async function read<T>({ context }: Visitor, path: string): Promise<T> {
  const answer = await context.request.get(`${baseUrl()}/api/v1${path}`)
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Enters as whoever acts for an organisation of the demonstration. */
async function enterFor(organisation: string, width = 1440): Promise<Visitor> {
  const visitor = await visit({ width })
  const { items } = await read<{ items: DemoAccount[] }>(visitor, '/demo/accounts')
  const person = items.find(({ organisations }) => organisations.includes(organisation))
  if (person === undefined) throw new Error(`nobody acts for ${organisation}`)
  await signInAs(visitor, 'applicant', person.displayName)
  return visitor
}

async function enterAs(role: 'agent' | 'manager'): Promise<Visitor> {
  const visitor = await visit()
  await signInAs(visitor, role, role === 'agent' ? 'Camille Rousset (instruction)' : undefined)
  return visitor
}

/** Edition 5: results that are out, and a reserve list. This file alone changes it. */
async function winterOf(visitor: Visitor): Promise<string> {
  const { items } = await read<{ items: { callId: string; edition: number }[] }>(visitor, '/calls?limit=50')
  const found = items.find(({ edition }) => edition === 5)
  if (found === undefined) throw new Error('the demonstration has no edition 5')
  return found.callId
}

/** The file of whoever is signed in, in an edition. */
async function fileOf(visitor: Visitor, code: string): Promise<string> {
  const { items } = await read<{ items: { applicationId: string; number: string | null }[] }>(
    visitor,
    '/applications?limit=100',
  )
  const found = items.find(({ number }) => number?.startsWith(`${code}-`))
  if (found === undefined) throw new Error(`no file of ${code}`)
  return found.applicationId
}

async function followed(visitor: Visitor, organisation: string): Promise<FollowedAward> {
  const { items } = await read<{ items: FollowedAward[] }>(visitor, '/followed-awards?limit=100')
  const found = items.find(({ organisationName, callCode }) => organisationName === organisation && callCode === 'PE1')
  if (found === undefined) throw new Error(`${organisation} has no award in edition 1`)
  return found
}

/** Presses a button of the page, and then the one of the same name in the dialog that asks again. */
async function pressTwice(page: Page, name: string | RegExp, confirm: string | RegExp = name): Promise<void> {
  await page.getByRole('button', { name }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: confirm }).click()
}

async function fitsDialog(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await expectNoAxeViolations(page)
  await expectNoSideScroll(page)
  return dialog
}

/** One after the other: what one test does is what the next one finds. */
describe('the reserve list', () => {
  it('gets what a laureate gives back, and the next one accepts it', async () => {
    const laureate = await enterFor('Papiers Clairs', 320)
    await laureate.open(`/mes-dossiers/${await fileOf(laureate, 'PE5')}/decision`)
    await laureate.page.getByRole('button', { name: /Renoncer/ }).click()
    const dialog = await fitsDialog(laureate.page)
    await dialog.getByRole('textbox', { name: 'Motif' }).fill('Notre salariée part, et personne ne la remplace.')
    await dialog.getByRole('button', { name: /Renoncer/ }).click()
    await laureate.page.getByText('Refusée par la structure').waitFor()

    const next = await enterFor('Atelier Second Souffle')
    const applicationId = await fileOf(next, 'PE5')
    const offered = async (): Promise<boolean> =>
      (await read<{ items: ReserveOffer[] }>(next, `/applications/${applicationId}/reserve-offers`)).items.length > 0
    const until = Date.now() + 30_000
    while (!(await offered()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 250))
    await next.open(`/mes-dossiers/${applicationId}/decision`)
    await next.page.getByText('Une proposition pour votre dossier').waitFor()
    await expectFitsAll(next.page)
    await pressTwice(next.page, /^Accepter 4\s900\s€/)
    await next.page.getByText('La proposition est acceptée : votre projet est financé.').waitFor()
  })
})

describe('letters', () => {
  it('are made for whoever was served from the reserve, edited, approved, sent, and opened', async () => {
    const agent = await enterAs('agent')
    const callId = await winterOf(agent)
    const path = `/attribution/${callId}/courriers`
    const { page } = agent
    await agent.open(path)
    await page.getByText('2 courriers restent à faire.').waitFor()
    await page.getByRole('button', { name: 'Faire les courriers' }).click()
    await page.getByText('Les courriers sont faits.').waitFor()
    await page.getByRole('button', { name: 'Modifier le courrier : Attribution, PE5-0008' }).click()
    const dialog = await fitsDialog(page)
    await dialog.getByRole('textbox', { name: 'Titre' }).fill('Votre projet est retenu, de la liste de réserve')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Modifié à la main').waitFor()
    await page.getByRole('button', { name: 'Modifier le modèle : Attribution' }).click()
    const template = await fitsDialog(page)
    await template.getByRole('button', { name: 'Essayer sur un dossier' }).click()
    await template.getByText(/^Essai sur PE5-/).waitFor()
    await template.getByRole('button', { name: 'Annuler' }).click()
    await expectFitsAll(page)

    const manager = await enterAs('manager')
    await manager.open(path)
    await pressTwice(manager.page, 'Approuver tout')
    await manager.page.getByText('Les courriers sont approuvés.').waitFor()
    await pressTwice(manager.page, 'Envoyer tout')
    await manager.page.getByText('Les courriers sont partis.').waitFor()

    const served = await enterFor('Atelier Second Souffle')
    await served.open(`/mes-dossiers/${await fileOf(served, 'PE5')}/decision`)
    const link = served.page.getByRole('link', { name: 'Votre projet est retenu, de la liste de réserve (PDF)' })
    const pdf = await served.context.request.get((await link.getAttribute('href')) ?? '')
    expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
    const { letters } = await read<LetterOutbox>(agent, `/calls/${callId}/letters`)
    const its = letters.filter(({ number, kind }) => number === 'PE5-0008' && kind !== 'reserve')
    expect(its.map(({ kind, status, openedAt }) => [kind, status, openedAt !== null])).toEqual([
      ['award', 'sent', true],
      ['deed', 'sent', false],
    ])
  })
})

describe('the money of an award', () => {
  it('goes to an account that a treasurer proposes and somebody else reads again', async () => {
    const treasurer = await enterFor('Parents Relais', 320)
    const agent = await enterAs('agent')
    const { organisationId } = await followed(agent, 'Parents Relais')
    const path = `/mes-structures/${organisationId}/argent`
    await treasurer.open(path)
    await treasurer.page.getByRole('button', { name: 'Proposer un compte' }).click()
    const dialog = await fitsDialog(treasurer.page)
    await dialog.getByRole('textbox', { name: 'IBAN' }).fill(IBAN.replace('115', '116'))
    await dialog.getByText('Cet IBAN n’est pas valable : vérifiez chaque signe.').waitFor()
    await dialog.getByRole('textbox', { name: 'IBAN' }).fill(IBAN)
    await dialog.getByRole('button', { name: 'Proposer un compte' }).click()
    await treasurer.page.getByText('RIB non joint').waitFor()
    const chosen = { name: 'RIB.pdf', mimeType: 'application/pdf', buffer: PDF }
    await treasurer.page.locator('input[type=file]').first().setInputFiles(chosen)
    await treasurer.page.getByRole('button', { name: 'Ouvrir le RIB' }).waitFor()

    await agent.open(path)
    await agent.page.getByRole('button', { name: 'Vérifier', exact: true }).click()
    const check = await fitsDialog(agent.page)
    await check.getByRole('textbox', { name: 'IBAN' }).fill(IBAN)
    await check.getByRole('textbox', { name: 'Ce qui a été vérifié' }).fill('Comparé avec le RIB joint.')
    await check.getByRole('button', { name: 'Vérifier', exact: true }).click()
    await agent.page.getByText('Vérifié', { exact: true }).waitFor()
    await expectFitsAll(agent.page)
  })

  it('is planned and asked for by an agent, approved by another person, ordered, and paid when the list comes back', async () => {
    const agent = await enterAs('agent')
    const { awardId, callId, number } = await followed(agent, 'Parents Relais')
    const { page } = agent
    await agent.open(`/suivi/${awardId}`)
    await page.getByRole('button', { name: 'Établir l’échéancier' }).click()
    await page.getByRole('button', { name: 'Enregistrer l’échéancier' }).click()
    await page.getByRole('button', { name: /^Demander : Avance/ }).click()
    await page.getByText('Demandé', { exact: true }).waitFor()
    await expectFitsAll(page)

    const manager = await enterAs('manager')
    await manager.open(`/suivi/${awardId}`)
    await manager.page.getByRole('button', { name: /^Approuver : Avance/ }).click()
    const dialog = await fitsDialog(manager.page)
    await dialog.getByText(/3\s600\s€ à Parents Relais, sur le compte FR76/).waitFor()
    await dialog.getByRole('button', { name: 'Approuver' }).click()
    await manager.page.getByText('Approuvé', { exact: true }).waitFor()

    await manager.open(`/mandatements/${callId}`)
    await pressTwice(manager.page, 'Mandater les versements approuvés')
    await manager.page.getByText('Aucun versement approuvé n’attend.').waitFor()
    const [list] = (await read<{ items: PaymentListSummary[] }>(manager, `/calls/${callId}/payment-lists`)).items
    const { lines } = await read<PaymentList>(manager, `/payment-lists/${list?.paymentListId ?? ''}`)
    const file = (cents: number) => ({
      name: 'retours.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        [
          'liste;ligne;montant;mandat;dateMandat;datePaiement;rejet',
          ...lines.map(
            ({ place, amountCents }) =>
              `${list?.number ?? ''};${place};${(amountCents + cents) / 100};M-${place};2026-01-05;2026-01-12;`,
          ),
        ].join('\n'),
      ),
    })
    expect(lines.map((line) => line.number)).toContain(number)
    await manager.page.getByRole('button', { name: `Lire les retours de la liste ${list?.number ?? ''}` }).click()
    const back = manager.page.getByRole('dialog')
    await back.locator('input[type=file]').setInputFiles(file(1))
    await back.getByText('Ligne 2 : le montant n’est pas celui de la liste').waitFor()
    await fitsDialog(manager.page)
    await back.locator('input[type=file]').setInputFiles(file(0))
    await manager.page.getByText(/lignes lues, 0 sans changement/).waitFor()
    await expectFitsAll(manager.page)
    expect((await followed(agent, 'Parents Relais')).paidCents).toBe(360_000)
  })

  it('is accounted for: the report is written, handed in and accepted, and the balance may be asked for', async () => {
    const treasurer = await enterFor('Parents Relais', 320)
    const { page } = treasurer
    await treasurer.open(`/mes-dossiers/${await fileOf(treasurer, 'PE1')}/bilan`)
    for (const [line, euros] of [
      [/64 Charges de personnel/, '4560'],
      [/60 Achats/, '1900'],
      [/61 Services/, '1140'],
      [/74 Département/, '4500'],
      [/74 Communes/, '1550'],
      [/75 /, '1550'],
    ] as const) {
      await page.getByRole('textbox', { name: line }).fill(euros)
    }
    await page.getByRole('textbox', { name: 'Ce qui a été fait' }).fill('Un accueil chaque mercredi, toute l’année.')
    await page.getByRole('textbox', { name: 'Ce que cela a donné' }).fill('Quarante familles reviennent.')
    await page.getByRole('textbox', { name: 'Nom du signataire' }).fill('Élise Garnier')
    await page.getByRole('textbox', { name: 'Qualité' }).fill('Trésorière')
    await page.getByText(/^Il manque/).waitFor({ state: 'detached' })
    await expectFitsAll(page)
    await page.getByLabel('Je certifie exactes les informations de ce compte rendu.').check()
    await page.getByRole('button', { name: 'Remettre le bilan' }).click()
    await page.getByText('Le bilan est remis.').first().waitFor()

    const agent = await enterAs('agent')
    const { awardId } = await followed(agent, 'Parents Relais')
    await agent.open(`/suivi/${awardId}`)
    expect(await agent.page.getByRole('button', { name: /^Demander : Solde/ }).count()).toBe(0)
    await pressTwice(agent.page, 'Accepter le bilan')
    await agent.page.getByRole('button', { name: /^Demander : Solde, 900\s€/ }).waitFor()
    await agent.open('/suivi')
    await agent.page.getByRole('row').filter({ hasText: 'Parents Relais' }).getByText('Versement à demander').waitFor()
    await expectFitsAll(agent.page)
  })
})
