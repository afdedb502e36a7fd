import type { AwardRules, NewScenario, Scenario, ScenarioPreview, ScenarioSummary } from '@progress-ess/shared/awards'
import type { Job } from '@progress-ess/shared/jobs'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { fingerprintOf } from '../../kit/canonical.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import type { ScenarioResult } from './awards.scenario.rules.ts'
import { proposeDecisions } from './decisions.service.ts'
import { computeSoundly, requireKeptLocks, requireSoundRules } from './award-rules.service.ts'
import { isLong } from './long-run.ts'
import { askForPreview, askForScenario, findKnownResult, keepRun, runKeyOf } from './scenario-jobs.service.ts'
import * as queries from './scenarios.queries.ts'
import { toLines, toScenario, toScenarioSummary } from './scenarios.views.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { type Snapshot, toInput } from './snapshot.rules.ts'
import { lookedAtBy, takeSnapshot } from './snapshot.ts'

async function readCall(db: Db | Trx, callId: string) {
  const call = await queries.findScenarioCall(db, callId)
  if (call === undefined) throw notFound('call')
  if (call.panelLockedAt === null)
    throw new Refusal('conflict', 'panel-not-locked', 'Lock the panel first: scores still move')
  return call
}

/** What is to be run: rules (the published ones by default) on the locked scores as they are now. */
export type Prepared = {
  readonly call: Awaited<ReturnType<typeof readCall>>
  readonly rules: AwardRules
  readonly snapshot: Snapshot
  readonly input: ScenarioInput
  readonly rulesSha256: string
  readonly snapshotSha256: string
}

/** Refuses rules that contradict themselves. */
async function prepareRun(db: Db | Trx, callId: string, given: AwardRules | undefined): Promise<Prepared> {
  const call = await readCall(db, callId)
  const rules = given ?? call.awardRules
  await requireSoundRules(rules, call.grid)
  const snapshot = await takeSnapshot(db, callId, call.grid, rules)
  const input = toInput(rules, call.grid, snapshot)
  return { call, rules, snapshot, input, rulesSha256: fingerprintOf(rules), snapshotSha256: fingerprintOf(snapshot) }
}

export type RulesRun = Prepared & { readonly result: ScenarioResult; readonly resultSha256: string }

async function run(prepared: Prepared): Promise<RulesRun> {
  const result = await computeSoundly(prepared.input)
  requireKeptLocks(prepared.input, result)
  return { ...prepared, result, resultSha256: fingerprintOf(result) }
}

/** Runs rules on the locked scores within the request, however many files there are. */
export const runRules = async (db: Db | Trx, callId: string, given: AwardRules | undefined): Promise<RulesRun> =>
  run(await prepareRun(db, callId, given))

/** The run at once when it is a short one, or when a job has made it before; else null: it takes a job. */
async function runAtOnce(ctx: Context, prepared: Prepared): Promise<RulesRun | null> {
  if (!isLong(prepared.input)) return run(prepared)
  const result = await findKnownResult(ctx.db, prepared.call.callId, runKeyOf(prepared))
  return result === undefined ? null : { ...prepared, result, resultSha256: fingerprintOf(result) }
}

/** What the studio shows while a rule moves. Nothing is kept, but for a day what a job has made. */
export async function previewScenario(
  ctx: Context,
  callId: string,
  rules?: AwardRules,
): Promise<ScenarioPreview | Job> {
  const startedAt = performance.now()
  const prepared = await prepareRun(ctx.db, callId, rules)
  const done = await runAtOnce(ctx, prepared)
  if (done === null) return inTransaction(ctx, (inner) => askForPreview(inner, prepared))
  const { result, rulesSha256, snapshotSha256, resultSha256 } = done
  const names = await queries.findNames(ctx.db, callId)
  return {
    totals: result.totals,
    lines: toLines(result, names),
    engineVersion: result.engineVersion,
    rulesSha256,
    snapshotSha256,
    resultSha256,
    tookMs: Math.round(performance.now() - startedAt),
  }
}

/** Keeps a run: immutable, hashed, recomputable. Rules other than the published ones need a written reason. */
export async function createScenario(ctx: Context, callId: string, wanted: NewScenario): Promise<Scenario | Job> {
  // Before the transaction, which an optimum would hold for seconds.
  const prepared = await prepareRun(ctx.db, callId, wanted.rules)
  const departs = prepared.rulesSha256 !== prepared.call.awardRulesSha256
  if (departs && wanted.departureReason === undefined) throw departureReasonRequired()
  const { label } = wanted
  const named = { label, departureReason: departs ? (wanted.departureReason ?? null) : null }
  const done = await runAtOnce(ctx, prepared)
  return inTransaction(ctx, async (inner) => {
    if (done === null) return askForScenario(inner, prepared, named)
    const scenarioId = await keepRun(inner, { ...done, ...named, callId, createdBy: accountIdOf(inner.actor) })
    return readScenario(inner, scenarioId)
  })
}

const departureReasonRequired = (): Refusal =>
  new Refusal('unprocessable', 'departure-reason-required', 'Say why these rules depart from the published ones', {
    errors: [{ pointer: '/body/departureReason', keyword: 'required', message: 'is required here' }],
  })

async function readScenario(ctx: Context<Db | Trx>, scenarioId: string): Promise<Scenario> {
  const row = await queries.findScenario(ctx.db, scenarioId)
  if (row === undefined) throw notFound('scenario')
  const names = await queries.findNames(ctx.db, row.callId)
  const isCurrent = await isStillCurrent(ctx.db, row)
  return toScenario(row, names, { isCurrent, mayAdopt: hasRole(ctx.actor, 'manager') })
}

/** The fingerprint of the scores as these rules look at them now; null while the panel is open. */
async function fingerprintNow(db: Db | Trx, { callId, rules }: queries.ScenarioRow): Promise<string | null> {
  const call = await queries.findScenarioCall(db, callId)
  if (call?.panelLockedAt == null) return null
  return fingerprintOf(await takeSnapshot(db, callId, call.grid, rules))
}

/** Whether the scores are still those of the snapshot: false once the panel was reopened and something changed. */
const isStillCurrent = async (db: Db | Trx, row: queries.ScenarioRow): Promise<boolean> =>
  (await fingerprintNow(db, row)) === row.snapshotSha256

export const getScenario = (ctx: Context, scenarioId: string): Promise<Scenario> => readScenario(ctx, scenarioId)

const looksOf = ({ rules }: queries.ScenarioRow): string => JSON.stringify(lookedAtBy(rules))

export async function listScenarios(ctx: Context, callId: string): Promise<ScenarioSummary[]> {
  const call = await queries.findScenarioCall(ctx.db, callId)
  if (call === undefined) throw notFound('call')
  const rows = await queries.findScenarios(ctx.db, callId)
  // One look at the scores serves all scenarios whose rules look at the same.
  const seen = new Map<string, string | null>()
  for (const row of rows) {
    const looks = looksOf(row)
    if (!seen.has(looks)) seen.set(looks, await fingerprintNow(ctx.db, row))
  }
  return rows.map((row) => toScenarioSummary(row, seen.get(looksOf(row)) === row.snapshotSha256))
}

/** Adopts a scenario: each submitted file gets a proposed decision. Another one may be adopted until something is decided. */
export function adoptScenario(ctx: Context, scenarioId: string): Promise<Scenario> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.findScenario(inner.db, scenarioId)
    if (row === undefined) throw notFound('scenario')
    await queries.lockCall(inner.db, row.callId)
    await readCall(inner.db, row.callId)
    if (!(await isStillCurrent(inner.db, row))) {
      throw new Refusal('conflict', 'scenario-outdated', 'Scores changed since this scenario: run it again')
    }
    await proposeDecisions(inner, row)
    await queries.saveAdoption(inner.db, {
      callId: row.callId,
      scenarioId,
      adoptedBy: accountIdOf(inner.actor),
      adoptedAt: inner.now,
    })
    await recordAudit(inner, {
      operation: 'adoptScenario',
      subjectType: 'scenario',
      subjectId: scenarioId,
      data: { callId: row.callId, resultSha256: row.resultSha256 },
    })
    return readScenario(inner, scenarioId)
  })
}
