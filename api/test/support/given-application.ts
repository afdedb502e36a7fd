import type { Application, Budget, DeclarationCode, Submission } from '@progress-ess/shared/applications'
import type { Answers, Call, CallChange } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import type { NewOrganisation, Organisation } from '@progress-ess/shared/organisations'
import { etagOf } from '../../src/kit/etag.ts'
import type { Role } from '../../src/kit/context.ts'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'
import { givenPublishedCall } from './given-call.ts'
import { givenOrganisation } from './given-organisation.ts'

const EUROS = 100

/** Answers that leave nothing out of the form that a call starts with. */
export const COMPLETE_ANSWERS: Answers = {
  title: 'Épicerie solidaire',
  summary: 'Une épicerie tenue par ses habitants.',
  need: 'Le quartier n’a plus de commerce.',
  description: 'Ouvrir un local trois jours par semaine.',
  startOn: '2023-05-01',
  endOn: '2024-04-30',
  publics: ['tous', 'familles'],
  beneficiaryCount: 120,
  communes: ['92050'],
  team: 'Une salariée et dix bénévoles.',
  indicators: 'Le nombre de foyers venus.',
}

/** A budget that balances, of which the Département is asked for a part. Both in euros. */
export const budgetOf = (asked = 10_000, total = 20_000): Budget => [
  { lineId: '60', detail: null, amountCents: total * EUROS, fundingStatus: null },
  { lineId: '74-departement', detail: null, amountCents: asked * EUROS, fundingStatus: 'requested' },
  { lineId: '75', detail: null, amountCents: (total - asked) * EUROS, fundingStatus: null },
]

export const OF_AN_ASSOCIATION: DeclarationCode[] = [
  'accuracy',
  'up-to-date',
  'power-to-sign',
  'republican-commitment',
  'associations-charter',
]
export const OF_A_COMPANY: DeclarationCode[] = ['accuracy', 'up-to-date', 'power-to-sign']

export const submissionOf = (declarations: DeclarationCode[] = OF_AN_ASSOCIATION): Submission => ({
  declarations,
  signatoryName: 'Camille Exemple',
  signatoryQuality: 'Présidente',
})

export type File = {
  readonly call: Call
  readonly organisation: Organisation
  readonly owner: Account
  readonly applicationId: string
  readonly path: string
}
export type FileScenario = {
  readonly call?: Call
  readonly change?: CallChange
  readonly organisation?: Partial<NewOrganisation>
  readonly owner?: Account
}

/** A file that was started and nothing more. */
export async function givenDraft(world: TestApp, scenario: FileScenario = {}): Promise<File> {
  const call = scenario.call ?? (await givenPublishedCall(world, scenario.change))
  const { organisation, owner } = await givenOrganisation(world, scenario.organisation, scenario.owner)
  const { organisationId } = organisation
  const { body } = await world
    .as(owner)
    .post('/api/v1/applications')
    .send({ callId: call.callId, organisationId })
    .expect(201)
  const { applicationId } = body as Application
  return { call, organisation, owner, applicationId, path: `/api/v1/applications/${applicationId}` }
}

/** The file as somebody reads it. */
export async function readAs(world: TestApp, { path }: File, who: Role | Account): Promise<Application> {
  const { body } = await world.as(who).get(path).expect(200)
  return body as Application
}

/** Saves with the version that is there, unless another is named. */
export async function save(world: TestApp, file: File, body: object, version?: number) {
  const current = version ?? (await readAs(world, file, file.owner)).version
  return world.as(file.owner).patch(file.path).set('if-match', etagOf(current)).send(body)
}

export async function submit(world: TestApp, file: File, body: object = submissionOf(), version?: number) {
  const current = version ?? (await readAs(world, file, file.owner)).version
  return world.as(file.owner).post(`${file.path}/submission`).set('if-match', etagOf(current)).send(body)
}

/** A draft that lacks nothing. */
export async function givenCompleteDraft(world: TestApp, scenario: FileScenario = {}): Promise<File> {
  const file = await givenDraft(world, scenario)
  const saved = await save(world, file, {
    answers: COMPLETE_ANSWERS,
    budget: budgetOf(),
    contactName: 'Camille Exemple',
  })
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
  return file
}

export async function givenSubmitted(world: TestApp, scenario: FileScenario = {}): Promise<File> {
  const file = await givenCompleteDraft(world, scenario)
  const declarations = file.organisation.family === 'association' ? OF_AN_ASSOCIATION : OF_A_COMPANY
  const answer = await submit(world, file, submissionOf(declarations))
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return file
}

/** What an agent does with a file; the clock must stand where he may. */
export const instruct = (world: TestApp, file: File, what: string, body?: object, who: Role | Account = 'agent') => {
  const client = world.as(who)
  const path = `${file.path}/${what}`
  const request = what === 'admissibility' || what === 'extension' ? client.put(path) : client.post(path)
  return body === undefined ? request : request.send(body)
}

/** Submitted while the call was open, under instruction since the day after the closing: there the clock stands then. */
export async function givenInReview(world: TestApp, scenario: FileScenario = {}): Promise<File> {
  world.clock.set(OPEN)
  const file = await givenSubmitted(world, scenario)
  world.clock.set(AFTER_CLOSING)
  await instruct(world, file, 'review').expect(200)
  return file
}

/** The call of the tests closes on 6 February 2023 at 23:59:59 in Paris. */
export const CLOSING = '2023-02-06T22:59:59.000Z'
export const OPEN = '2023-01-10T09:00:00.000Z'
export const AFTER_CLOSING = '2023-02-08T09:00:00.000Z'

export const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code
export const pointersOf = ({ body }: { body: unknown }): string[] =>
  ((body as Problem).errors ?? []).map(({ pointer }) => pointer)
