import type { Decision, DecisionChange } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refuseOverDeMinimis } from '../de-minimis/index.ts'
import { commit, leftOf } from '../envelopes/index.ts'
import { findApprovals, holdCall } from './approvals.queries.ts'
import { announceTurns } from './approvals.service.ts'
import { readyOf, refuseUnsigned } from './approved.service.ts'
import * as queries from './decisions.queries.ts'
import { refuseOutdated, refuseOwn, refuseSettled } from './decisions.refusals.ts'
import { judgeAmount, mostOf, proposalOf } from './decisions.rules.ts'
import { isOpen, toDecision } from './decisions.views.ts'
import { findNames, findScenarioCall, lockCall, type ScenarioRow } from './scenarios.queries.ts'

/** One proposed decision a submitted file, replacing those of a scenario adopted before. */
export async function proposeDecisions(ctx: Context<Trx>, scenario: ScenarioRow): Promise<void> {
  const { callId, scenarioId } = scenario
  if ((await queries.countSettled(ctx.db, callId)) > 0) {
    throw new Refusal('conflict', 'decision-exists', 'Lines of this call are decided already')
  }
  const reasons = new Map(
    (await queries.findInadmissibleReasons(ctx.db, callId)).map((row) => [row.applicationId, row.inadmissibleReason]),
  )
  const names = await findNames(ctx.db, callId)
  const ids = new Map(names.map((one) => [one.number ?? one.applicationId, one.applicationId]))
  const files = new Map(names.map((one) => [one.applicationId, one]))
  const rows = scenario.result.lines.flatMap((line, place): queries.NewDecision[] => {
    const proposal = proposalOf(line)
    if (proposal === null) return []
    const applicationId = ids.get(line.number)
    if (applicationId === undefined) throw new Error(`${line.number} is no file of its call any more`)
    return [
      {
        decisionId: newId(),
        callId,
        applicationId,
        scenarioId,
        place,
        ...proposal,
        reason: reasons.get(applicationId) ?? null,
        proposedOutcome: proposal.outcome,
        proposedCents: proposal.amountCents,
        mostCents: proposal.outcome === 'reserve' ? mostOf(scenario.rules, files.get(applicationId)) : null,
        proposedBy: accountIdOf(ctx.actor),
      },
    ]
  })
  await queries.replaceProposed(ctx.db, callId, rows, ctx.now)
  await announceTurns(ctx, callId)
}

export async function listDecisions(ctx: Context, callId: string): Promise<Decision[]> {
  if ((await findScenarioCall(ctx.db, callId)) === undefined) throw notFound('call')
  return readAll(ctx, callId)
}

async function readAll(ctx: Context<Db | Trx>, callId: string): Promise<Decision[]> {
  const [rows, approvals] = await Promise.all([queries.findDecisions(ctx.db, callId), findApprovals(ctx.db, callId)])
  return rows.map((row) => toDecision(row, approvals, ctx.actor))
}

/** Changes a proposed line by hand. It departs from the adopted scenario, so it always needs a written reason. */
export function changeDecision(
  ctx: Context,
  decisionId: string,
  version: number,
  change: DecisionChange,
): Promise<Decision> {
  return inTransaction(ctx, async (inner) => {
    await holdCallOf(inner, decisionId)
    const row = await queries.lockDecision(inner.db, decisionId)
    if (row === undefined) throw notFound('decision')
    if (row.version !== version) throw staleVersion(row.version)
    refuseSettled(row)
    refuseOwn(inner.actor, row)
    refuseOutdated(row)
    const file = { requestedCents: row.requestedCents, budgetCents: row.chargesCents }
    const fault = judgeAmount(row.awardRules, file, change)
    if (fault !== null) {
      throw new Refusal('unprocessable', fault.code, fault.detail, {
        errors: [{ pointer: '/body/amountCents', keyword: fault.code, message: fault.detail }],
      })
    }
    await save(inner, row, {
      outcome: change.outcome,
      amountCents: change.outcome === 'awarded' ? change.amountCents : null,
      reserveRank: change.outcome === 'reserve' ? (change.reserveRank ?? row.reserveRank ?? 1) : null,
      reason: change.reason === undefined ? row.reason : change.reason,
      departureReason: change.departureReason,
      mostCents: change.outcome === 'reserve' ? mostOf(row.scenarioRules ?? row.awardRules, row) : null,
      proposedBy: accountIdOf(inner.actor),
    })
    await announceTurns(inner, row.callId)
    await recordAudit(inner, {
      operation: 'changeDecision',
      subjectType: 'decision',
      subjectId: decisionId,
      versionBefore: version,
      versionAfter: version + 1,
      data: {
        applicationId: row.applicationId,
        outcome: change.outcome,
        amountCents: change.amountCents,
        departureReason: change.departureReason,
      },
    })
    return read(inner, decisionId)
  })
}

/** Decides one line. An award commits money in the same transaction; PostgreSQL refuses what the envelope cannot pay. */
export function decide(ctx: Context, decisionId: string): Promise<Decision> {
  return withEuros(
    ctx,
    () =>
      inTransaction(ctx, async (inner) => {
        await holdCallOf(inner, decisionId)
        const row = await lock(inner, decisionId)
        await refuseUnsigned(inner, row)
        await decideOne(inner, row)
        return read(inner, decisionId)
      }),
    async () => {
      const row = await queries.findDecision(ctx.db, decisionId)
      return row === undefined ? [] : [row]
    },
  )
}

/**
 * Decides every proposed line of a call that has its approvals: all of these, or none when the envelope cannot pay for all.
 * Lines that wait for a signature, and those of organisations to which the caller belongs, stay proposed; when there are no
 * others, it refuses `approvals-missing`, or `own-organisation`.
 */
export function decideAll(ctx: Context, callId: string): Promise<Decision[]> {
  return withEuros(
    ctx,
    () =>
      inTransaction(ctx, async (inner) => {
        if ((await findScenarioCall(inner.db, callId)) === undefined) throw notFound('call')
        await lockCall(inner.db, callId)
        const ids = await queries.lockProposed(inner.db, callId)
        if (ids.length === 0) throw new Refusal('conflict', 'no-proposed-decision', 'No line waits for a decision')
        const ready = await readyOf(inner, callId, ids)
        if (ready.length === 0) {
          for (const row of await queries.findDecisions(inner.db, callId, ids)) refuseOwn(inner.actor, row)
          throw new Refusal('conflict', 'approvals-missing', 'Every line waits for a signature', {
            context: { lines: ids.length },
          })
        }
        for (const { decisionId } of ready) await decideOne(inner, await lock(inner, decisionId))
        return readAll(inner, callId)
      }),
    async () => {
      const rows = await queries.findDecisions(ctx.db, callId)
      const proposed = rows.filter(isOpen).map(({ decisionId }) => decisionId)
      return readyOf(ctx, callId, proposed)
    },
  )
}

/** The call first, as everybody: no other scenario is adopted, and nothing taken back or published, meanwhile. */
async function holdCallOf(ctx: Context<Trx>, decisionId: string): Promise<void> {
  const callId = await queries.findCallOf(ctx.db, decisionId)
  if (callId === undefined) throw notFound('decision')
  await holdCall(ctx.db, callId)
}

/** A line that is still open, under lock. */
async function lock(ctx: Context<Trx>, decisionId: string): Promise<queries.DecisionRow> {
  const row = await queries.lockDecision(ctx.db, decisionId)
  if (row === undefined) throw notFound('decision')
  refuseSettled(row)
  refuseOwn(ctx.actor, row)
  refuseOutdated(row)
  return row
}

/** Of a line that is locked and has its approvals; PostgreSQL looks again. */
async function decideOne(ctx: Context<Trx>, row: queries.DecisionRow): Promise<void> {
  const { decisionId } = row
  await save(ctx, row, { status: 'decided', decidedBy: accountIdOf(ctx.actor), decidedAt: ctx.now })
  if (row.outcome === 'awarded' && row.amountCents !== null) {
    const award = { awardId: newId(), callId: row.callId, amountCents: row.amountCents }
    await refuseOverDeMinimis(ctx, { ...award, applicationId: row.applicationId })
    await queries.insertAward(
      ctx.db,
      { ...award, applicationId: row.applicationId, decisionId, status: 'committed' },
      ctx.now,
    )
    await commit(ctx, award)
  }
  await recordAudit(ctx, {
    operation: 'decide',
    subjectType: 'decision',
    subjectId: decisionId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { applicationId: row.applicationId, outcome: row.outcome, amountCents: row.amountCents },
  })
  await emitEvent(ctx, { kind: 'decision.decided', subjectType: 'application', subjectId: row.applicationId })
}

async function save(ctx: Context<Trx>, row: queries.DecisionRow, change: queries.DecisionUpdate): Promise<void> {
  if (!(await queries.saveDecision(ctx.db, row, change, ctx.now))) throw staleVersion(row.version)
}

async function read(ctx: Context<Trx>, decisionId: string): Promise<Decision> {
  const row = await queries.findDecision(ctx.db, decisionId)
  if (row === undefined) throw notFound('decision')
  return toDecision(row, await findApprovals(ctx.db, row.callId, decisionId), ctx.actor)
}

/**
 * A refusal of the envelope says how many euros are left and how many the lines ask for together. Read after the lost
 * transaction: what it had committed before it failed is not committed any more.
 */
async function withEuros<T>(
  ctx: Context,
  work: () => Promise<T>,
  asked: () => Promise<readonly queries.DecisionRow[]>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'envelope-exceeded') throw error
    const rows = await asked()
    const leftCents = rows[0] === undefined ? null : await leftOf(ctx, rows[0].callId)
    const neededCents = rows.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0)
    throw new Refusal('conflict', error.code, error.message, { context: { leftCents, neededCents } })
  }
}
