import type { AwardRules } from '@progress-ess/shared/awards'
import type { Call, CallChange } from '@progress-ess/shared/calls'
import type { AccountActor } from '../../kit/context.ts'
import { getApplication, saveApplication } from '../../modules/applications/applications.service.ts'
import * as instruction from '../../modules/applications/instruction.service.ts'
import { withdrawApplication } from '../../modules/applications/withdrawal.service.ts'
import { acceptAward, listAwards } from '../../modules/awards/awards.service.ts'
import { decideAll } from '../../modules/awards/decisions.service.ts'
import { publishResults } from '../../modules/awards/results.service.ts'
import { adoptScenario, createScenario } from '../../modules/awards/scenarios.service.ts'
import { createCall, updateCall } from '../../modules/calls/drafting.service.ts'
import { publishCall } from '../../modules/calls/publication.service.ts'
import { assignEvaluations } from '../../modules/evaluations/assignment.service.ts'
import * as evaluating from '../../modules/evaluations/evaluations.service.ts'
import { lockPanel } from '../../modules/evaluations/panel.service.ts'
import type { Member } from './cast.ts'
import { CORRECTION, correctedBudgetOf, marksOf, REASON } from './content.ts'
import { draftFile, type Filed, submitFile } from './files.ts'
import { EVALUATORS } from './people.ts'
import type { DemoProject } from './projects.ts'
import type { Stage } from './stage.ts'

export type Cast = {
  readonly staff: ReadonlyMap<string, AccountActor>
  readonly members: ReadonlyMap<string, Member>
}

export function person<T>(cast: ReadonlyMap<string, T>, key: string): T {
  const found = cast.get(key)
  if (found === undefined) throw new Error(`Nobody plays ${key}`)
  return found
}

export type Edition = {
  readonly code: string
  readonly edition: number
  readonly title: string
  readonly theme: string
  readonly change: CallChange
  readonly publishedAt: string
  /** What differs from the rules that a call starts with. */
  readonly rulesOf?: (drafted: AwardRules) => AwardRules
}

/** Drafts, completes and publishes a call. */
export async function openEdition(stage: Stage, { staff }: Cast, edition: Edition): Promise<Call> {
  const manager = person(staff, 'manager')
  stage.at(edition.publishedAt)
  const { code, theme, title, rulesOf } = edition
  const draft = await createCall(stage.as(manager), { code, edition: edition.edition, title, theme })
  const rules = rulesOf === undefined ? {} : { awardRules: rulesOf(draft.awardRules) }
  await updateCall(stage.as(manager), draft.callId, draft.version, { ...edition.change, ...rules })
  return publishCall(stage.as(manager), draft.callId)
}

export type Deposit = { readonly project: DemoProject; readonly filed: Filed; readonly member: Member }

/** Deposits files between the opening and the closing, more and more of them towards the end; they are numbered in their order. */
export async function deposit(
  stage: Stage,
  cast: Cast,
  call: Call,
  projects: readonly DemoProject[],
  window: { from: Date; to: Date; year: number },
): Promise<Deposit[]> {
  const drafts = await Promise.all(
    projects.map(async (project, index) => {
      const member = person(cast.members, project.organisation)
      const share = 1 - (1 - (index + 1) / projects.length) ** 2
      const at = new Date(window.from.getTime() + share * (window.to.getTime() - window.from.getTime()))
      const target = { callId: call.callId, organisationId: member.organisationId, year: window.year }
      return { project, member, at, draft: await draftFile(stage.branch().at(at), member.owner, target, project) }
    }),
  )
  const deposits: Deposit[] = []
  for (const { project, member, at, draft } of drafts) {
    deposits.push({ project, member, filed: await submitFile(stage.at(at), member.owner, draft, project) })
  }
  return deposits
}

/** Withdraws, instructs, asks for the correction and declares admissible or not, from the day after the closing on. */
export async function instruct(stage: Stage, cast: Cast, deposits: readonly Deposit[], from: Date): Promise<void> {
  const day = (count: number): Date => new Date(from.getTime() + count * 24 * 3_600_000)
  await Promise.all(
    deposits.map((one, index) => instructOne(stage.branch().at(day(1 + Math.floor(index / 6))), cast, one, day)),
  )
}

async function instructOne(
  stage: Stage,
  cast: Cast,
  { project, filed, member }: Deposit,
  day: (count: number) => Date,
): Promise<void> {
  const agent = person(cast.staff, 'agent')
  const { applicationId } = filed
  if (project.fate === 'withdrawn') {
    await withdrawApplication(stage.as(member.owner), applicationId, 'Le local n’est plus disponible.')
    return
  }
  await instruction.openReview(stage.as(agent), applicationId)
  if (project.fate === 'corrected') {
    const dueAt = day(14).toISOString()
    await instruction.requestCorrection(stage.as(agent), applicationId, {
      fields: ['/budget'],
      message: CORRECTION,
      dueAt,
    })
    await answerCorrection(stage, member, project, applicationId, day(5))
  }
  await instruction.decideAdmissibility(
    stage.at(day(8)).as(agent),
    applicationId,
    project.fate === 'inadmissible' ? { decision: 'inadmissible', reason: REASON } : { decision: 'admissible' },
  )
}

async function answerCorrection(
  stage: Stage,
  { owner }: Member,
  project: DemoProject,
  applicationId: string,
  at: Date,
): Promise<void> {
  stage.at(at)
  const { version } = await getApplication(stage.as(owner), applicationId)
  const saved = await saveApplication(stage.as(owner), applicationId, version, {
    budget: correctedBudgetOf(project),
  })
  await submitFile(stage, owner, saved, project)
}

/** Assigns two evaluators a file, in turn; they declare, mark and hand in. A third one recuses himself once. */
export async function evaluate(
  stage: Stage,
  cast: Cast,
  call: Call,
  deposits: readonly Deposit[],
  from: Date,
): Promise<void> {
  const evaluators = EVALUATORS.map((key) => person(cast.staff, key))
  await Promise.all(
    deposits.map(async (one, index) => {
      const at = new Date(from.getTime() + index * 3_600_000)
      const [first, second, third] = [0, 1, 2].map((place) => evaluators[(index + place) % evaluators.length])
      if (one.project.marks === null || first === undefined || second === undefined) return
      await evaluateOne(stage.branch().at(at), cast, call, one, [first, second])
      if (index === 4) await recuseOnce(stage.branch().at(at), person(cast.staff, 'agent'), third, one.filed)
    }),
  )
}

async function evaluateOne(
  stage: Stage,
  cast: Cast,
  call: Call,
  { project, filed }: Deposit,
  readers: readonly AccountActor[],
): Promise<void> {
  const outcomes = await assignEvaluations(
    stage.as(person(cast.staff, 'agent')),
    readers.map(({ accountId }) => ({ applicationId: filed.applicationId, evaluatorId: accountId })),
  )
  for (const [place, { evaluationId }] of outcomes.entries()) {
    const [reader, digits] = [readers[place], project.marks?.[place] ?? project.marks?.[0]]
    if (evaluationId === null || reader === undefined || digits === undefined) {
      throw new Error(`${project.title} was not assigned`)
    }
    await mark(stage, call, reader, evaluationId, digits)
  }
}

export async function mark(
  stage: Stage,
  call: Call,
  reader: AccountActor,
  evaluationId: string,
  digits: string,
): Promise<void> {
  await evaluating.declareNoConflict(stage.as(reader), evaluationId)
  const marks = marksOf(call.grid.criteria, digits)
  const { version } = await evaluating.getEvaluation(stage.as(reader), evaluationId)
  const saved = await evaluating.saveEvaluation(stage.as(reader), evaluationId, version, { marks })
  await evaluating.submitEvaluation(stage.as(reader), evaluationId, saved.version)
}

async function recuseOnce(stage: Stage, agent: AccountActor, reader: AccountActor | undefined, filed: Filed) {
  if (reader === undefined) return
  const pair = { applicationId: filed.applicationId, evaluatorId: reader.accountId }
  const [outcome] = await assignEvaluations(stage.as(agent), [pair])
  if (outcome?.evaluationId == null) return
  const reason = 'Un proche siège au bureau de cette association.'
  await evaluating.recuseEvaluation(stage.as(reader), outcome.evaluationId, { kind: 'family', reason })
}

export const closePanel = (stage: Stage, cast: Cast, call: Call, at: string) =>
  lockPanel(stage.at(at).as(person(cast.staff, 'manager')), call.callId)

/** Runs the published rules, adopts, decides everything and publishes. */
export async function award(
  stage: Stage,
  cast: Cast,
  call: Call,
  at: { scenario: string; decision: string; publication: string },
) {
  const manager = person(cast.staff, 'manager')
  stage.at(at.scenario)
  const scenario = await createScenario(stage.as(manager), call.callId, { label: 'Règlement publié' })
  if ('jobId' in scenario) throw new Error('An edition of the demonstration takes no job')
  await adoptScenario(stage.as(manager), scenario.scenarioId)
  stage.at(at.decision)
  await decideAll(stage.as(manager), call.callId)
  stage.at(at.publication)
  return publishResults(stage.as(manager), call.callId)
}

/** Each laureate accepts what it was awarded. */
export async function acceptAwards(
  stage: Stage,
  cast: Cast,
  call: Call,
  deposits: readonly Deposit[],
  at: string,
): Promise<void> {
  stage.at(at)
  const awards = await listAwards(stage.as(person(cast.staff, 'manager')), call.callId)
  await Promise.all(
    awards.map(async ({ awardId, applicationId }) => {
      const deposit = deposits.find(({ filed }) => filed.applicationId === applicationId)
      if (deposit !== undefined) await acceptAward(stage.as(deposit.member.owner), awardId)
    }),
  )
}
