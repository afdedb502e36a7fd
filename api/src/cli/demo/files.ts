import { declarationsFor } from '../../modules/applications/completeness.rules.ts'
import * as drafting from '../../modules/applications/applications.service.ts'
import { submitApplication } from '../../modules/applications/submission.service.ts'
import type { AccountActor } from '../../kit/context.ts'
import { answersOf, budgetOf, isCompany, qualityOf } from './content.ts'
import type { DemoProject } from './projects.ts'
import type { Stage } from './stage.ts'

export type Filed = { readonly applicationId: string; readonly number: string | null; readonly version: number }

/** Starts a file and fills it; `missing` euros are left out of the resources. */
export async function draftFile(
  stage: Stage,
  owner: AccountActor,
  target: { callId: string; organisationId: string; year: number },
  project: DemoProject,
): Promise<Filed> {
  const { callId, organisationId, year } = target
  const { application } = await drafting.startApplication(stage.as(owner), { callId, organisationId })
  const { applicationId, version } = application
  return drafting.saveApplication(stage.as(owner), applicationId, version, {
    answers: answersOf(project, year),
    budget: budgetOf(project),
    contactName: owner.displayName,
  })
}

export async function submitFile(
  stage: Stage,
  owner: AccountActor,
  filed: Filed,
  project: DemoProject,
): Promise<Filed> {
  const { application } = await submitApplication(stage.as(owner), filed.applicationId, filed.version, {
    declarations: declarationsFor(isCompany(project) ? 'company' : 'association'),
    signatoryName: owner.displayName,
    signatoryQuality: qualityOf(project),
  })
  return application
}
