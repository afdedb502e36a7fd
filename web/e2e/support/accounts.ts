import { inviteAccount, type Role } from '@progress-ess/shared/identity'
import { generateSync } from 'otplib'
import type { Locator, Page } from 'playwright-core'
import { baseUrl, signInAs, type Visitor } from './browser.ts'

export const PASSWORD = 'quatre mots sans aucun lien'
const STEP_S = 30

let last = 0
/** An address that no other journey has. */
export function newAddress(name: string): string {
  last += 1
  return `${name}-${Date.now().toString(36)}-${last}@service.example`
}

/** The code that an application shows now, or `ahead` steps from now: a code counts once, and one step early is accepted. */
export const codeOf = (secret: string, ahead = 0): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + ahead * STEP_S })

/** Invites somebody as the administrator of the demonstration, in the session of this visitor. */
export async function invite(
  visitor: Visitor,
  person: { readonly email: string; readonly displayName: string; readonly roles: readonly Role[] },
): Promise<void> {
  await signInAs(visitor, 'admin')
  const { request } = visitor.context
  const session = (await (await request.get(`${baseUrl()}/api/v1/session`)).json()) as { csrfToken: string }
  const answer = await request.post(`${baseUrl()}/api/v1${inviteAccount.path}`, {
    data: person,
    headers: { origin: baseUrl(), 'x-csrf-token': session.csrfToken },
  })
  if (answer.status() !== 201) throw new Error(`inviting ${person.email}: ${await answer.text()}`)
}

/** Reads the last mail of somebody in the mailbox of the demonstration, and follows its link. */
export async function followMail({ page, open }: Visitor, email: string): Promise<void> {
  await open('/demonstration/courriels')
  await page.getByRole('link', { name: email }).first().click()
  await page.locator('article').getByRole('link').click()
}

/** On the page of the second factor: adds the application, keeps the codes and goes on. Answers the key and the codes. */
export async function enrol(page: Page): Promise<{ secret: string; codes: string[] }> {
  const secret = (await page.getByRole('group', { name: 'Clé de l’application' }).innerText()).replace(/\s/g, '')
  await page.getByLabel('Code à 6 chiffres').fill(codeOf(secret))
  await page.getByRole('button', { name: 'Vérifier le code' }).click()
  const list = page.getByRole('list', { name: 'Codes de secours' })
  await list.waitFor()
  const codes = await list.getByRole('listitem').allInnerTexts()
  await page.getByLabel('J’ai mis ces codes en lieu sûr').check()
  await page.getByRole('button', { name: 'Continuer' }).click()
  // The page of the codes says the same: the notice comes once the next page stands.
  await list.waitFor({ state: 'detached' })
  await notice(page, 'Votre second facteur est en place.').waitFor()
  return { secret, codes: codes.map((code) => code.trim()) }
}

/** A short message over the page, not the same words in the page. */
const notice = (page: Page, text: string): Locator =>
  page.getByRole('region', { name: 'Messages', exact: true }).getByText(text)

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Compte de/ }).click()
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.getByText('Vous êtes déconnecté.').waitFor()
}

/** A session that was ended elsewhere still reads for two seconds; then its pages ask to sign in. */
export async function expectSignedOut({ page, context, open }: Visitor): Promise<void> {
  const isSignedIn = async (): Promise<boolean> => {
    const answer = await context.request.get(`${baseUrl()}/api/v1/session`)
    return ((await answer.json()) as { account: unknown }).account !== null
  }
  const until = Date.now() + 10_000
  while ((await isSignedIn()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 200))
  await open('/compte')
  await page.getByRole('heading', { level: 1, name: 'Se connecter' }).waitFor()
}

/** Signs in with the password, up to the question of the second factor where there is one. */
export async function typePassword({ page, open }: Visitor, email: string, password = PASSWORD): Promise<void> {
  await open('/connexion')
  const form = page.locator('form').filter({ has: page.locator('input[type=password]') })
  await form.getByLabel('Adresse de courriel').fill(email)
  await form.getByLabel('Mot de passe').fill(password)
  await form.getByRole('button', { name: 'Se connecter' }).click()
}

export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code de votre application').fill(code)
  await page.getByRole('button', { name: 'Confirmer' }).click()
}
