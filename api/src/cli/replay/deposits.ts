import { answersOf, budgetOf, correctedBudgetOf, organisationOf, qualityOf } from '../demo/content.ts'
import type { DemoProject } from '../demo/projects.ts'
import { done, ReplayError, type Schemas, version } from './client.ts'
import type { Cast, Person } from './people.ts'

export type Candidate = {
  readonly project: DemoProject
  readonly applicant: Person
  readonly organisationId: string
  readonly isNew: boolean
}
export type Deposit = Candidate & { readonly applicationId: string; readonly number: string }

/** Registers an organisation; one that the same person registered before is found, not doubled. */
export async function register(cast: Cast, project: DemoProject, index: number): Promise<Candidate> {
  const applicant = await cast.applicantOf(project.organisation, index)
  const body = organisationOf(project, index, applicant.name)
  const { outcome, organisation } = await done(
    `Register ${project.organisation}`,
    applicant.api.POST('/api/v1/organisations', { body }),
  )
  if (outcome === 'joinRequested') {
    throw new ReplayError(
      `${project.organisation} (${body.identifier}) belongs to somebody else here: ${applicant.name} cannot file for it`,
    )
  }
  return { project, applicant, organisationId: organisation.organisationId, isNew: outcome === 'created' }
}

/** Starts a file, fills it in, looks whether something is missing, and submits it. */
export async function deposit(candidate: Candidate, callId: string, year: number): Promise<Deposit> {
  const { project, applicant, organisationId } = candidate
  const { api } = applicant
  const started = await done(
    `Start “${project.title}”`,
    api.POST('/api/v1/applications', { body: { callId, organisationId } }),
  )
  const saved = await save(applicant, started, project.title, {
    answers: answersOf(project, year),
    budget: budgetOf(project),
    contactName: applicant.name,
  })
  const { applicationId, number } = await submit(applicant, saved, project)
  if (number === null) throw new ReplayError(`“${project.title}” was submitted without getting a number`)
  return { ...candidate, applicationId, number }
}

/** Answers what was asked: the budget with the families’ part, handed in again. */
export async function answerCorrection({ applicant, project, applicationId }: Deposit): Promise<void> {
  const params = { path: { applicationId } }
  const file = await done('Read the file', applicant.api.GET('/api/v1/applications/{applicationId}', { params }))
  const saved = await save(applicant, file, project.title, { budget: correctedBudgetOf(project) })
  await submit(applicant, saved, project)
}

type File = Pick<Schemas['Application'], 'applicationId' | 'version'>

const save = (
  { api }: Person,
  { applicationId, version: read }: File,
  title: string,
  body: Schemas['ApplicationChange'],
) =>
  done(
    `Save “${title}”`,
    api.PATCH('/api/v1/applications/{applicationId}', { params: { path: { applicationId }, ...version(read) }, body }),
  )

async function submit({ api, name }: Person, { applicationId, version: read }: File, project: DemoProject) {
  const path = { applicationId }
  const { isComplete, gaps, declarations } = await done(
    `Completeness of “${project.title}”`,
    api.GET('/api/v1/applications/{applicationId}/completeness', { params: { path } }),
  )
  if (!isComplete) {
    throw new ReplayError(`“${project.title}” lacks ${gaps.map(({ pointer }) => pointer).join(', ')}`)
  }
  return done(
    `Submit “${project.title}”`,
    api.POST('/api/v1/applications/{applicationId}/submission', {
      params: { path, ...version(read) },
      body: { declarations, signatoryName: name, signatoryQuality: qualityOf(project) },
    }),
  )
}
