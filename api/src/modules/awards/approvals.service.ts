import type {
  ApprovalTask,
  ApprovalTrace,
  Decision,
  NewApprovals,
  NewReturns,
  SeenLines,
} from '@progress-ess/shared/awards'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { addJob } from '../../kit/queue.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { approvalsReturnedMail, approvalsWaitingMail } from './approvals.mails.ts'
import * as queries from './approvals.queries.ts'
import {
  type ApprovalEvent,
  countsCents,
  decideApproval,
  rolesTowards,
  signingEvent,
  standingOf,
} from './approvals.rules.ts'
import { refuseOutdated, refuseSettled } from './decisions.refusals.ts'
import * as decisions from './decisions.queries.ts'
import { toDecision } from './decisions.views.ts'
import { findScenarioCall } from './scenarios.queries.ts'

/** How long a mail waits for more lines of the same call, so that one person gets one mail. */
const GATHER_MS = 3 * 60_000

/** Whoever has to sign is written to, soon and once, after this transaction. */
export const announceTurns = (ctx: Context<Trx>, callId: string): Promise<void> =>
  addJob(
    ctx.db,
    'tell-approvers',
    { callId },
    { key: `tell-approvers:${callId}`, runAt: new Date(ctx.now.getTime() + GATHER_MS) },
  )

/** Mails everybody who has to sign lines that he was not told of: one mail a person. Run again, it finds nobody. */
export async function tellApprovers(ctx: Context, { callId }: Readonly<Record<string, unknown>>): Promise<void> {
  if (typeof callId !== 'string') throw new Error('tell-approvers needs a callId')
  await inTransaction(ctx, async (inner) => {
    const people = await queries.takeNotices(inner.db, callId, inner.now)
    for (const { email, locale, code, count } of people) {
      const facts = { code, count, link: linkTo(inner, callId), service: inner.settings.service }
      await queueMail(inner, {
        ...approvalsWaitingMail(locale, facts),
        template: 'approvals-waiting',
        recipient: email,
        locale,
      })
    }
  })
}

const linkTo = ({ settings }: Context<Trx>, callId: string): string =>
  `${settings.publicUrl}/attribution/${callId}/visas`

type Act = {
  readonly event: 'sign' | 'send_back' | 'resubmit'
  readonly callId: string
  readonly items: readonly { readonly decisionId: string; readonly version: number; readonly stepKey?: string }[]
  readonly reason?: string
}

const OPERATIONS = {
  sign: 'approveDecisions',
  send_back: 'sendBackDecisions',
  resubmit: 'resubmitDecisions',
} as const

/** Signs, returns or proposes lines again, as they were seen: all of them, or none. */
function act(ctx: Context, wanted: Act): Promise<Decision[]> {
  const { callId, event, items } = wanted
  return inTransaction(ctx, async (inner) => {
    if ((await findScenarioCall(inner.db, callId)) === undefined) throw notFound('call')
    await queries.holdCall(inner.db, callId)
    const ids = [...new Set(items.map(({ decisionId }) => decisionId))]
    if (ids.length < items.length) {
      throw new Refusal('conflict', 'approval-wrong-state', 'A line is named twice')
    }
    await queries.lockLines(inner.db, callId, ids)
    const [rows, approvals] = await Promise.all([
      decisions.findDecisions(inner.db, callId, ids),
      queries.findApprovals(inner.db, callId),
    ])
    const rowOf = new Map(rows.map((row) => [row.decisionId, row]))
    const acts = items.map((item) => {
      const row = rowOf.get(item.decisionId)
      if (row === undefined) throw notFound('decision')
      return judge(inner, wanted, item, { row, acts: approvals.actsOf(row), steps: approvals.steps })
    })
    if (event === 'resubmit') {
      const { accountId } = requireAccount(inner.actor)
      for (const id of ids) await queries.proposeAgain(inner.db, id, accountId, inner.now)
    } else if ((await queries.insertActs(inner.db, acts, inner.now)) === 'not-yours') {
      throw new Refusal('conflict', 'approval-not-yours', 'Your roles do not let you sign this any more')
    }
    for (const { decisionId, decisionVersion, applicationId, stepKey, amountCents, outcome, reason } of acts) {
      await recordAudit(inner, {
        operation: OPERATIONS[event],
        subjectType: 'decision',
        subjectId: decisionId,
        versionBefore: decisionVersion,
        versionAfter: event === 'resubmit' ? decisionVersion + 1 : decisionVersion,
        data: { applicationId, outcome, amountCents, step: stepKey, ...(reason === null ? {} : { reason }) },
      })
    }
    if (event === 'send_back') await tellProposers(inner, callId, ids)
    else await announceTurns(inner, callId)
    const [after, signed] = await Promise.all([
      decisions.findDecisions(inner.db, callId, ids),
      queries.findApprovals(inner.db, callId),
    ])
    return after.map((row) => toDecision(row, signed, inner.actor))
  })
}

type Line = {
  readonly row: decisions.DecisionRow
  readonly steps: queries.Approvals['steps']
  readonly acts: readonly queries.ActRow[]
}

/** What one line becomes, or the refusal. */
function judge(ctx: Context<Trx>, { event, reason }: Act, seen: Act['items'][number], line: Line): queries.NewAct {
  const { row, steps, acts } = line
  const who = requireAccount(ctx.actor)
  if (row.version !== seen.version) throw staleVersion(row.version)
  refuseSettled(row)
  if (event !== 'send_back') refuseOutdated(row)
  const standing = standingOf(steps, row, acts)
  const towards = rolesTowards(standing, row, who)
  const step: ApprovalEvent = event === 'sign' ? signingEvent(standing) : event
  const verdict = decideApproval(standing, step, towards)
  if (!verdict.ok) throw refusalOf(verdict)
  // Somebody else signed meanwhile, and the next step may be this person’s, too: he has not said that he signs that one.
  if (event === 'sign' && standing.waitsFor?.key !== seen.stepKey) {
    throw new Refusal('conflict', 'approval-wrong-state', 'It is another step’s turn by now')
  }
  const own = standing.steps.find(({ signed }) => signed?.accountId === who.accountId)?.step
  const named = towards.barrier === null ? standing.waitsFor : (own ?? standing.sentBack)
  return {
    callId: row.callId,
    applicationId: row.applicationId,
    decisionId: row.decisionId,
    round: row.round,
    act: event === 'sign' ? 'approve' : 'send_back',
    stepKey: named === null ? '' : 'key' in named ? named.key : named.stepKey,
    // PostgreSQL writes it, from the chain.
    stepLabel: '',
    accountId: who.accountId,
    decisionVersion: row.version,
    outcome: row.outcome,
    amountCents: countsCents(row),
    reserveRank: row.reserveRank,
    reason: event === 'send_back' ? (reason ?? null) : null,
  }
}

async function tellProposers(ctx: Context<Trx>, callId: string, ids: readonly string[]): Promise<void> {
  for (const { email, locale, code, count } of await queries.findProposers(ctx.db, ids)) {
    const facts = { code, count, link: linkTo(ctx, callId), service: ctx.settings.service }
    await queueMail(ctx, {
      ...approvalsReturnedMail(locale, facts),
      template: 'approvals-returned',
      recipient: email,
      locale,
    })
  }
}

export const approveDecisions = (ctx: Context, callId: string, { items }: NewApprovals): Promise<Decision[]> =>
  act(ctx, { event: 'sign', callId, items })

export const sendBackDecisions = (ctx: Context, callId: string, { items, reason }: NewReturns): Promise<Decision[]> =>
  act(ctx, { event: 'send_back', callId, items, reason })

export const resubmitDecisions = (ctx: Context, callId: string, { items }: SeenLines): Promise<Decision[]> =>
  act(ctx, { event: 'resubmit', callId, items })

export async function listApprovalTasks(ctx: Context): Promise<ApprovalTask[]> {
  const rows = await queries.findTasks(ctx.db, requireAccount(ctx.actor).accountId)
  return rows.map(({ title, code, waiting, returned, callId }) => ({
    callId,
    callTitle: title,
    callCode: code,
    waitingCount: waiting ?? 0,
    returnedCount: returned ?? 0,
  }))
}

/** The trace of a submitted file, for staff. */
export async function listApprovals(ctx: Context, applicationId: string): Promise<ApprovalTrace[]> {
  const file = await decisions.findLineOf(ctx.db, applicationId)
  if (file === undefined) throw notFound('application')
  const rows = await queries.findTrace(ctx.db, applicationId)
  const returned = rows.some((row) => row.act === 'send_back' && isOf(row, file))
  return rows.map((row) => ({
    act: row.act,
    stepLabel: row.stepLabel,
    byName: row.byName,
    at: row.at.toISOString(),
    amountCents: row.amountCents,
    reason: row.reason,
    isInForce: isOf(row, file) && (row.act === 'send_back' || !returned),
  }))
}

const isOf = (
  row: queries.ActRow,
  { decisionId, round }: { decisionId: string | null; round: number | null },
): boolean => row.decisionId === decisionId && row.round === round
