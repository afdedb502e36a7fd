import type { Budget } from '@progress-ess/shared/applications'
import type { Answers } from '@progress-ess/shared/calls'
import { declarationsFor } from '../../modules/applications/completeness.rules.ts'
import * as drafting from '../../modules/applications/applications.service.ts'
import { submitApplication } from '../../modules/applications/submission.service.ts'
import type { AccountActor } from '../../kit/context.ts'
import type { DemoProject } from './projects.ts'
import type { Stage } from './stage.ts'

const CENTS = 100

/** A budget that balances: personnel, purchases and services; the request, the town, and own resources. */
export function budgetOf({ asked, total }: DemoProject, missing = 0): Budget {
  const line = (
    lineId: string,
    euros: number,
    fundingStatus: 'requested' | 'granted' | null = null,
  ): Budget[number] => ({
    lineId,
    detail: null,
    amountCents: Math.round(euros * CENTS),
    fundingStatus,
  })
  const personnel = Math.round(total * 0.6)
  const purchases = Math.round(total * 0.25)
  const town = Math.round((total - asked) * 0.5)
  return [
    line('64', personnel),
    line('60', purchases),
    line('61', total - personnel - purchases),
    line('74-departement', asked, 'requested'),
    line('74-communes-intercommunalites', town, 'granted'),
    line('75', total - asked - town - missing),
  ]
}

function answersOf(project: DemoProject, year: number): Answers {
  return {
    title: project.title,
    summary: `${project.need} ${project.plan}`.slice(0, 600),
    need: project.need,
    description: project.plan,
    startOn: `${year}-05-01`,
    endOn: `${year + 1}-04-30`,
    publics: [...project.publics],
    beneficiaryCount: Math.max(20, Math.round(project.total / 60)),
    communes: [project.commune],
    team: 'Une coordinatrice salariée, un bureau de cinq bénévoles et une équipe d’une dizaine d’habitants.',
    partners: 'La ville, le centre social et deux associations voisines.',
    indicators: 'Le nombre de personnes venues, leur retour à trois mois, et ce qui continue sans nous.',
  }
}

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

export async function submitFile(stage: Stage, owner: AccountActor, filed: Filed, isCompany: boolean): Promise<Filed> {
  const { application } = await submitApplication(stage.as(owner), filed.applicationId, filed.version, {
    declarations: declarationsFor(isCompany ? 'company' : 'association'),
    signatoryName: owner.displayName,
    signatoryQuality: isCompany ? 'Gérance' : 'Présidence',
  })
  return application
}
