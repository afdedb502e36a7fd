import { expect } from '@jest/globals'
import {
  getApplication,
  startApplication,
  submitApplication,
  type Application,
  type ApplicationChange,
} from '@progress-ess/shared/applications'
import { listCalls, type CallSummary } from '@progress-ess/shared/calls'
import { getSession, type CurrentSession } from '@progress-ess/shared/identity'
import { registerOrganisation, withCheckDigit, type OrganisationRegistration } from '@progress-ess/shared/organisations'
import { baseUrl, type Visitor } from './browser.ts'

const api = (path: string): string => `${baseUrl()}/api/v1${path}`

/** Calls the API with the cookies of a visitor, as its own page would. Throws with the answer when it is refused. */
export async function callAs<T>(
  { context }: Visitor,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  given: { readonly body?: unknown; readonly version?: number } = {},
): Promise<T> {
  const session = (await (await context.request.get(api(getSession.path))).json()) as CurrentSession
  const answer = await context.request.fetch(api(path), {
    method,
    headers: {
      origin: baseUrl(),
      ...(session.csrfToken === null ? {} : { 'x-csrf-token': session.csrfToken }),
      ...(given.version === undefined ? {} : { 'if-match': `"${given.version}"` }),
    },
    ...(given.body === undefined ? {} : { data: given.body }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return (answer.status() === 204 ? undefined : await answer.json()) as T
}

let count = 0

/** A new association of the signed-in applicant, and its empty file in the call that is open: nobody else's journey meets them. */
export async function startFile(visitor: Visitor): Promise<Application> {
  count += 1
  const serial = `${Date.now() % 100_000}${count}`.padStart(7, '0').slice(-7)
  const { organisation } = await callAs<OrganisationRegistration>(visitor, 'POST', registerOrganisation.path, {
    body: {
      identifier: withCheckDigit(`0${serial}`),
      name: `Les Ateliers du Quai ${serial}`,
      acronym: null,
      legalFormCode: '9220',
      address: { street: '3 rue du Quai', postcode: '92000', communeCode: '92050', communeName: 'Nanterre' },
      phone: null,
      website: null,
      esusApproval: null,
      representativeName: 'Amélie Durand',
      representativeQuality: 'Présidente',
    },
  })
  const { items } = await callAs<{ items: CallSummary[] }>(visitor, 'GET', `${listCalls.path}?phase=open`)
  // Other journeys open calls of their own, for some seconds.
  const open = items.find(({ code }) => code === 'PE3')
  if (open === undefined) throw new Error('edition 3 of the demonstration is not open')
  return callAs<Application>(visitor, 'POST', startApplication.path, {
    body: { callId: open.callId, organisationId: organisation.organisationId },
  })
}

/** The file as the server has it now. */
export const readFile = (visitor: Visitor, applicationId: string): Promise<Application> =>
  callAs<Application>(visitor, 'GET', getApplication.path.replace(':applicationId', applicationId))

/** Saves by the API, as somebody else would who works on the same file. */
export async function saveFile(visitor: Visitor, applicationId: string, body: ApplicationChange): Promise<Application> {
  const { version } = await readFile(visitor, applicationId)
  return callAs<Application>(visitor, 'PATCH', `/applications/${applicationId}`, { version, body })
}

export const DECLARATIONS = ['accuracy', 'up-to-date', 'power-to-sign', 'republican-commitment', 'associations-charter']

/** A new file of a new association in the call that is open, with all that is needed, submitted. */
export async function submitCompleteFile(visitor: Visitor): Promise<Application> {
  const { applicationId } = await startFile(visitor)
  const { version } = await saveFile(visitor, applicationId, COMPLETE_CONTENT)
  return callAs<Application>(visitor, 'POST', submitApplication.path.replace(':applicationId', applicationId), {
    version,
    body: { declarations: DECLARATIONS, signatoryName: 'Amélie Durand', signatoryQuality: 'Présidente' },
  })
}

const PATIENCE_MS = 20_000

/** Waits until the server has what is asked; fails with what it has instead. */
export async function untilServerHas(
  visitor: Visitor,
  applicationId: string,
  wanted: Partial<Application>,
): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const file = await readFile(visitor, applicationId)
    try {
      expect(file).toMatchObject(wanted)
      return
    } catch (error) {
      if (Date.now() > until) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Every answer, a budget that balances and a contact: what may be submitted. */
export const COMPLETE_CONTENT: ApplicationChange = {
  answers: {
    title: 'La ressourcerie du quai',
    summary: 'Un lieu où les objets trouvent une seconde vie.',
    need: 'Des objets qui marchent encore sont jetés chaque semaine.',
    description: 'Nous collectons, réparons et donnons, avec les habitants.',
    startOn: '2027-05-01',
    endOn: '2028-04-30',
    publics: ['familles', 'precarite'],
    beneficiaryCount: 240,
    communes: ['92050'],
    team: 'Deux salariées et douze bénévoles.',
    indicators: 'Le poids des objets sauvés et le nombre de personnes venues.',
  },
  budget: [
    { lineId: '60', detail: null, amountCents: 620_000, fundingStatus: null },
    { lineId: '64', detail: null, amountCents: 1_380_000, fundingStatus: null },
    { lineId: '74-departement', detail: null, amountCents: 1_200_000, fundingStatus: 'requested' },
    { lineId: '74-communes-intercommunalites', detail: 'Nanterre', amountCents: 800_000, fundingStatus: 'granted' },
  ],
  contactName: 'Amélie Durand',
}
