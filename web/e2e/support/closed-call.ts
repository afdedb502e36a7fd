import process from 'node:process'
import {
  getApplication,
  listApplicationActions,
  saveApplication,
  startApplication,
  submitApplication,
  type Application,
  type ApplicationAction,
  type ApplicationChange,
} from '@progress-ess/shared/applications'
import {
  createCall,
  listCalls,
  publishCall,
  updateCall,
  type Call,
  type CallChange,
  type CallSummary,
} from '@progress-ess/shared/calls'
import {
  enterDemo,
  getSession,
  listDemoAccounts,
  type CurrentSession,
  type DemoAccount,
  type Role,
} from '@progress-ess/shared/identity'
import type { ActionAvailability, Endpoint } from '@progress-ess/shared/kit'
import { request, type APIRequestContext } from 'playwright-core'
import { baseUrl } from './browser.ts'

type Parts = { readonly params?: Readonly<Record<string, string>>; readonly body?: unknown; readonly version?: number }

/** Somebody of the demonstration who acts through the API alone. */
export type Actor = {
  readonly account: DemoAccount
  /** The first organisation that this person acts for; null for staff. */
  readonly organisationId: string | null
  readonly call: <T>(endpoint: Endpoint, parts?: Parts) => Promise<T>
  readonly leave: () => Promise<void>
}

const pathOf = ({ path }: Endpoint, params: Parts['params'] = {}): string =>
  `/api/v1${path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')}`

export async function demoAccounts(role: Role): Promise<DemoAccount[]> {
  const context = await request.newContext({ baseURL: baseUrl() })
  const { items } = (await (await context.get(pathOf(listDemoAccounts))).json()) as { items: DemoAccount[] }
  await context.dispose()
  return items.filter(({ roles }) => roles.includes(role))
}

/** Enters as this person; each call throws with the problem when it is refused. */
export async function enterAs(account: DemoAccount): Promise<Actor> {
  const context: APIRequestContext = await request.newContext({
    baseURL: baseUrl(),
    extraHTTPHeaders: { origin: baseUrl() },
  })
  let token = ''
  async function call<T>(endpoint: Endpoint, { params, body, version }: Parts = {}): Promise<T> {
    const answer = await context.fetch(pathOf(endpoint, params), {
      method: endpoint.method,
      headers: {
        ...(token === '' ? {} : { 'x-csrf-token': token }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { data: body }),
    })
    if (!answer.ok()) throw new Error(`${endpoint.operationId}: ${await answer.text()}`)
    return (answer.status() === 204 ? undefined : await answer.json()) as T
  }
  await call(enterDemo, { body: { accountId: account.accountId } })
  const { csrfToken, organisations } = await call<CurrentSession>(getSession)
  token = csrfToken ?? ''
  return { account, organisationId: organisations[0]?.organisationId ?? null, call, leave: () => context.dispose() }
}

const isoIn = (ms: number): string => new Date(Date.now() + ms).toISOString()

/**
 * Publishes a call made like edition 3, with what is `changed`, which takes files for `openMs` and then closes:
 * instruction begins after the closing.
 */
export async function publishShortCall(
  title: string,
  openMs: number,
  changed: (draft: Call) => CallChange = () => ({}),
): Promise<Call> {
  const [account] = await demoAccounts('manager')
  if (account === undefined) throw new Error('nobody of the demonstration is a manager')
  const manager = await enterAs(account)
  const { items } = await manager.call<{ items: CallSummary[] }>(listCalls)
  const model = items.find(({ edition }) => edition === 3)
  if (model === undefined) throw new Error('the demonstration has no edition 3')
  const code = `E${(Date.now() + process.pid).toString(36).toUpperCase().slice(-7)}`
  const draft = await manager.call<Call>(createCall, {
    body: { code, edition: 900 + Math.floor(Math.random() * 99), title, theme: 'Essai', copyOf: model.callId },
  })
  await manager.call(updateCall, {
    params: { callId: draft.callId },
    version: draft.version,
    body: {
      summary: 'Un appel ouvert quelques secondes.',
      description: 'Un appel ouvert quelques secondes.',
      opensAt: isoIn(-3_600_000),
      closesAt: isoIn(openMs),
      evaluationEndsAt: null,
      resultsExpectedOn: null,
      graceMinutes: 0,
      ...changed(draft),
    },
  })
  const call = await manager.call<Call>(publishCall, { params: { callId: draft.callId } })
  await manager.leave()
  return call
}

const line = (lineId: string, euros: number, fundingStatus: 'requested' | 'granted' | null = null) => ({
  lineId,
  detail: null,
  amountCents: euros * 100,
  fundingStatus,
})

/** A complete file of ten thousand euros that asks for eight. */
const completeChange = (title: string, contactName: string): ApplicationChange => ({
  answers: {
    title,
    summary: 'Un atelier où l’on répare ensemble ce qui peut encore servir.',
    need: 'Trop d’objets sont jetés faute de savoir les réparer. Les habitants demandent un lieu ouvert le samedi.',
    description: 'Nous ouvrons un atelier deux fois par mois avec douze bénévoles.',
    startOn: '2027-03-01',
    endOn: '2027-12-31',
    publics: ['tous', 'familles'],
    beneficiaryCount: 150,
    communes: ['92049'],
    team: 'Une coordinatrice et douze bénévoles.',
    partners: 'La ville et le centre social.',
    indicators: 'Le nombre d’objets réparés et de personnes revenues.',
  },
  budget: [line('64', 6_000), line('60', 4_000), line('74-departement', 8_000, 'requested'), line('75', 2_000)],
  contactName,
})

export type Filed = { readonly owner: Actor; readonly application: Application }

/** Starts, fills and submits a file of an organisation that this person owns. */
export async function submitFile(owner: Actor, callId: string, title: string): Promise<Filed> {
  const { organisationId, account } = owner
  const draft = await owner.call<Application>(startApplication, { body: { callId, organisationId } })
  const params = { applicationId: draft.applicationId }
  const body = completeChange(title, account.displayName)
  const saved = await owner.call<Application>(saveApplication, { params, version: draft.version, body })
  return { owner, application: await submitAgain(owner, saved) }
}

/** Submits what was saved, with every declaration. */
export async function submitAgain(owner: Actor, { applicationId, version, family }: Application): Promise<Application> {
  const isCompany = family === 'company'
  return owner.call<Application>(submitApplication, {
    params: { applicationId },
    version,
    body: {
      declarations: [
        'accuracy',
        'up-to-date',
        'power-to-sign',
        ...(isCompany ? [] : ['republican-commitment', 'associations-charter']),
      ],
      signatoryName: owner.account.displayName,
      signatoryQuality: 'Présidence',
    },
  })
}

/** Answers a correction: changes what it reopened, and submits again. */
export async function answerCorrection(
  owner: Actor,
  applicationId: string,
  change: ApplicationChange,
): Promise<Application> {
  const params = { applicationId }
  const { version } = await owner.call<Application>(getApplication, { params })
  const saved = await owner.call<Application>(saveApplication, { params, version, body: change })
  return submitAgain(owner, saved)
}

/** Waits until the API allows an action, e.g. the instruction once the call has closed. */
export async function untilAllowed(
  actor: Actor,
  applicationId: string,
  action: ApplicationAction,
  patienceMs = 90_000,
): Promise<void> {
  const until = Date.now() + patienceMs
  while (Date.now() < until) {
    const { items } = await actor.call<{ items: ActionAvailability[] }>(listApplicationActions, {
      params: { applicationId },
    })
    if (items.some((item) => item.action === action && item.isAllowed)) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`${action} was not allowed in time`)
}
