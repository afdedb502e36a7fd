import type { DemoAccount, SignInOutcome } from '@progress-ess/shared/identity'
import { type Api, connect, done, reasonOf, ReplayError } from './client.ts'

export type Person = { readonly accountId: string; readonly name: string; readonly api: Api }
export type Cast = {
  readonly manager: Person
  readonly agent: Person
  readonly evaluators: readonly Person[]
  /** Who files for the n-th organisation. */
  readonly applicantOf: (organisation: string, index: number) => Promise<Person>
}

const ROLES = ['manager', 'agent', 'evaluator', 'applicant'] as const
type ReplayRole = (typeof ROLES)[number]
export type GivenToken = { readonly role: ReplayRole; readonly token: string }

const NEEDED: Readonly<Record<ReplayRole, number>> = { manager: 1, agent: 1, evaluator: 2, applicant: 1 }

/** Reads `role=token`. */
export function tokenFrom(text: string): GivenToken {
  const [name = '', token = ''] = text.split(/=(.*)/s)
  const role = ROLES.find((known) => known === name)
  if (role === undefined || token === '') {
    throw new ReplayError(`--token takes role=token, with one of the roles ${ROLES.join(', ')}`)
  }
  return { role, token }
}

/** Those whose tokens were given; without any, people of the demonstration, entered by one press as on its pages. */
export const gather = (url: string, tokens: readonly GivenToken[]): Promise<Cast> =>
  tokens.length === 0 ? gatherDemo(url) : gatherGiven(url, tokens)

async function gatherGiven(url: string, tokens: readonly GivenToken[]): Promise<Cast> {
  const missing = ROLES.filter((role) => tokens.filter((given) => given.role === role).length < NEEDED[role])
  if (missing.length > 0) throw new ReplayError(`Missing: ${missing.map(wanting).join(', ')}`)
  const of = (role: ReplayRole): Promise<Person[]> =>
    Promise.all(tokens.filter((given) => given.role === role).map(({ token }) => whoHolds(url, role, token)))
  const [managers, agents, evaluators, applicants] = await Promise.all([
    of('manager'),
    of('agent'),
    of('evaluator'),
    of('applicant'),
  ])
  return {
    manager: first(managers, 'manager'),
    agent: first(agents, 'agent'),
    evaluators,
    applicantOf: async (_organisation, index) => first(applicants.slice(index % applicants.length), 'applicant'),
  }
}

const wanting = (role: ReplayRole): string =>
  `--token ${role}=…${NEEDED[role] > 1 ? ` (${NEEDED[role]} of them: each file is read twice)` : ''}`

async function whoHolds(url: string, role: ReplayRole, token: string): Promise<Person> {
  const api = connect(url, token)
  const { account, mustEnrolSecondFactor } = await done(`Session of the ${role}`, api.GET('/api/v1/session'))
  if (account === null) throw new ReplayError(`The token of the ${role} belongs to no living session`)
  if (mustEnrolSecondFactor) throw new ReplayError(`The ${role} must set up a second factor first`)
  if (role !== 'applicant' && !account.roles.includes(role)) {
    throw new ReplayError(`${account.displayName} is no ${role} (a session with a second factor is needed)`)
  }
  return { accountId: account.accountId, name: account.displayName, api }
}

async function gatherDemo(url: string): Promise<Cast> {
  const accounts = await demoAccounts(url)
  const having = (role: ReplayRole): DemoAccount[] => accounts.filter(({ roles }) => roles.includes(role))
  const enterFirst = (role: ReplayRole, among: readonly DemoAccount[]) => enter(url, first(among, role))
  const applicants = having('applicant')
  const entered = new Map<string, Promise<Person>>()
  return {
    manager: await enterFirst('manager', having('manager')),
    agent: await enterFirst(
      'agent',
      having('agent').sort((a, b) => a.roles.length - b.roles.length),
    ),
    evaluators: await Promise.all(
      having('evaluator')
        .slice(0, 4)
        .map((account) => enter(url, account)),
    ),
    applicantOf: (organisation, index) => {
      const owner = applicants.find(({ organisations }) => organisations.includes(organisation))
      const account = owner ?? first(applicants.slice(index % Math.max(applicants.length, 1)), 'applicant')
      const known = entered.get(account.accountId) ?? enter(url, account)
      entered.set(account.accountId, known)
      return known
    },
  }
}

function first<T>(people: readonly T[], role: ReplayRole): T {
  const [one] = people
  if (one === undefined) throw new ReplayError(`Nobody can play the ${role}: give ${wanting(role)}`)
  return one
}

// The demonstration’s own addresses are no part of the published contract, so the generated client does not know them.
async function demoAccounts(url: string): Promise<DemoAccount[]> {
  const answer = await fetch(`${url}/api/v1/demo/accounts`).catch((fault: unknown) => {
    throw new ReplayError(
      `Nothing answers at ${url} (${reasonOf(fault)}): start the service (npm start), or name another one with --url.`,
    )
  })
  if (answer.status === 404) {
    throw new ReplayError(
      `${url} is no demonstration: start it with DEMO=1 (npm start does), name another one with --url, or give the tokens of sessions: ${ROLES.map(wanting).join(', ')}`,
    )
  }
  if (!answer.ok) throw new ReplayError(`${url} answered ${answer.status} to the list of its demonstration’s people`)
  const body = (await answer.json().catch(() => null)) as { items: DemoAccount[] } | null
  if (body === null) throw new ReplayError(`What answers at ${url} is another service: name ours with --url.`)
  return body.items
}

async function enter(url: string, { accountId, displayName }: DemoAccount): Promise<Person> {
  const answer = await fetch(`${url}/api/v1/demo/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accountId, transport: 'token' }),
  })
  const { token } = (await answer.json()) as Partial<SignInOutcome>
  if (typeof token !== 'string') throw new ReplayError(`Cannot enter as ${displayName}: ${answer.status}`)
  return { accountId, name: displayName, api: connect(url, token) }
}
