import type { AwardRules } from '@progress-ess/shared/awards'
import type { Job } from '@progress-ess/shared/jobs'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { fingerprintOf } from '../../kit/canonical.ts'
import type { Context } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound } from '../../kit/refusal.ts'
import { findKnown, type JobWork, requestJob, type Running } from '../jobs/index.ts'
import { computeAtLength, requireKeptLocks } from './award-rules.service.ts'
import { engineVersionOf, type ScenarioResult } from './awards.types.rules.ts'
import * as queries from './scenarios.queries.ts'
import { type Snapshot, toInput } from './snapshot.rules.ts'

type Prints = { readonly rulesSha256: string; readonly snapshotSha256: string }
type Prepared = Prints & {
  readonly call: { readonly callId: string; readonly awardRulesSha256: string | null }
  readonly rules: AwardRules
  readonly snapshot: Snapshot
}
type Named = { readonly label: string; readonly departureReason: string | null }
/** What a job is about, as it is stored: the scores as they were when it was asked for. */
type Input = Prints & {
  readonly rules: AwardRules
  readonly snapshot: Snapshot
  readonly departureReason?: string | null
}

/** The same rules on the same scores by the same engine give the same result, whoever asks. */
export const runKeyOf = ({ rules, rulesSha256, snapshotSha256 }: Prints & { readonly rules: AwardRules }): string =>
  `${rulesSha256} ${snapshotSha256} ${engineVersionOf(rules)}`

/** What a job has made of the same within a day. */
export const findKnownResult = async (db: Db | Trx, callId: string, key: string): Promise<ScenarioResult | undefined> =>
  (await findKnown(db, callId, key)) as ScenarioResult | undefined

const inputOf = ({ rules, snapshot, rulesSha256, snapshotSha256 }: Prepared): Input => ({
  rules,
  snapshot,
  rulesSha256,
  snapshotSha256,
})

/** Rules that somebody tries take the place of those that he tried before; the published ones are everybody’s, and stay. */
export const askForPreview = (ctx: Context<Trx>, prepared: Prepared): Promise<Job> =>
  requestJob(ctx, 'previewScenario', {
    kind: 'preview',
    callId: prepared.call.callId,
    key: runKeyOf(prepared),
    input: inputOf(prepared),
    ...(prepared.rulesSha256 === prepared.call.awardRulesSha256 ? {} : { slot: 'trial' }),
  })

export const askForScenario = (ctx: Context<Trx>, prepared: Prepared, named: Named): Promise<Job> =>
  requestJob(ctx, 'createScenario', {
    kind: 'scenario',
    callId: prepared.call.callId,
    key: `${runKeyOf(prepared)} ${fingerprintOf(named).slice(0, 32)}`,
    label: named.label,
    input: { ...inputOf(prepared), departureReason: named.departureReason },
  })

type Kept = Named &
  Omit<Input, 'departureReason'> & {
    readonly callId: string
    readonly result: ScenarioResult
    readonly createdBy: string | null
    readonly jobId?: string
  }

/** Writes the scenario and its audit line. Answers its id. */
export async function keepRun(ctx: Context<Trx>, kept: Kept): Promise<string> {
  const { callId, label, departureReason, rules, snapshot, result, rulesSha256, snapshotSha256, createdBy } = kept
  const scenarioId = newId()
  const resultSha256 = fingerprintOf(result)
  await queries.insertScenario(ctx.db, {
    scenarioId,
    callId,
    label,
    departureReason,
    rules,
    snapshot,
    result,
    rulesSha256,
    snapshotSha256,
    resultSha256,
    engineVersion: result.engineVersion,
    createdBy,
    createdAt: ctx.now,
  })
  await recordAudit(ctx, {
    operation: 'createScenario',
    subjectType: 'scenario',
    subjectId: scenarioId,
    data: { callId, rulesSha256, resultSha256, ...(kept.jobId === undefined ? {} : { jobId: kept.jobId }) },
  })
  return scenarioId
}

async function resultOf({ ctx, job, signal, tell }: Running): Promise<{ input: Input; result: ScenarioResult }> {
  const input = job.input as unknown as Input
  const known = await findKnownResult(ctx.db, job.callId, runKeyOf(input))
  if (known !== undefined) return { input, result: known }
  const grid = await queries.findGrid(ctx.db, job.callId)
  if (grid === undefined) throw notFound('call')
  const asked = toInput(input.rules, grid, input.snapshot)
  const result = await computeAtLength(asked, { signal, onNote: tell })
  requireKeptLocks(asked, result)
  return { input, result }
}

/** Runs rules for the studio: the result is there for a day, for whoever asks for the same. */
export const previewWork: JobWork = async (running) => {
  const { result } = await resultOf(running)
  return () => Promise.resolve({ result })
}

/** Runs rules and keeps the scenario, in the name of who asked for it. */
export const scenarioWork: JobWork = async (running) => {
  const { jobId, callId, label, createdBy } = running.job
  const { input, result } = await resultOf(running)
  const { departureReason = null, ...rest } = input
  return async (inner) => ({
    scenarioId: await keepRun(inner, {
      ...rest,
      callId,
      label: label ?? '',
      departureReason,
      result,
      createdBy,
      jobId,
    }),
  })
}
