import type { Award, AwardReduction } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { eachApart } from '../../kit/each-apart.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { addJob } from '../../kit/queue.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { commit, release } from '../envelopes/index.ts'
import { refuseOverDeMinimis } from '../de-minimis/index.ts'
import { findMembership } from '../organisations/index.ts'
import { hasAgreementOut } from '../payments/index.ts'
import * as queries from './awards.queries.ts'
import { toAward } from './awards.views.ts'
import { insertAward } from './decisions.queries.ts'
import { type AwardEvent, type AwardRole, decideAward, isAcceptedInTime, judgeReduction } from './decisions.rules.ts'
import { findScenarioCall } from './scenarios.queries.ts'

export async function listAwards(ctx: Context, callId: string): Promise<Award[]> {
  if ((await findScenarioCall(ctx.db, callId)) === undefined) throw notFound('call')
  const rows = await queries.findAwards(ctx.db, callId)
  return rows.map((row) => toAward(row, hasRole(ctx.actor, 'manager') ? ['manager'] : [], ctx.now))
}

/** How the caller stands towards an award; somebody else’s award does not exist. */
async function rolesTowards(ctx: Context<Db | Trx>, row: queries.AwardRow): Promise<AwardRole[]> {
  if (ctx.actor.kind === 'system') return ['system']
  if (hasRole(ctx.actor, 'manager')) return ['manager']
  const { accountId } = requireAccount(ctx.actor)
  const membership = await findMembership(ctx.db, accountId, row.organisationId)
  // An award is known to its beneficiary once the results are published.
  if (membership === undefined || row.status === 'committed') throw notFound('award')
  if (membership.role === 'reader') throw new Refusal('forbidden', 'organisation-read-only', 'You may only read')
  return ['beneficiary']
}

type Act = {
  readonly event: AwardEvent
  /** What the event writes besides the state; may refuse. */
  readonly change: (row: queries.AwardRow, ctx: Context<Trx>) => Omit<queries.AwardUpdate, 'status'>
  /** Cents that return to the envelope. */
  readonly freed?: (row: queries.AwardRow) => number
  readonly reason?: string
}

function act(ctx: Context, awardId: string, { event, change, freed, reason }: Act): Promise<Award> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockAward(inner.db, awardId)
    if (row === undefined) throw notFound('award')
    const roles = await rolesTowards(inner, row)
    const verdict = decideAward(row.status, event, roles)
    if (!verdict.ok) throw refusalOf(verdict)
    if (event === 'reduce' && (await hasAgreementOut(inner.db, awardId))) {
      throw new Refusal('conflict', 'agreement-sent', 'Its agreement says this amount: take it back first')
    }
    await queries.saveAward(inner.db, row, { ...change(row, inner), status: verdict.to }, inner.now)
    if (freed !== undefined) {
      const { callId } = row
      await release(inner, { callId, awardId, amountCents: freed(row), ...(reason === undefined ? {} : { reason }) })
      await announceFreed(inner, callId)
    }
    const after = await queries.findAward(inner.db, awardId)
    if (after === undefined) throw notFound('award')
    await recordAudit(inner, {
      operation: `${event}Award`,
      subjectType: 'award',
      subjectId: awardId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: {
        applicationId: row.applicationId,
        amountCents: after.amountCents,
        ...(reason === undefined ? {} : { reason }),
      },
    })
    const kind = event === 'reduce' ? 'award.reduced' : `award.${verdict.to}`
    await emitEvent(inner, { kind, subjectType: 'award', subjectId: awardId })
    return toAward(after, roles, inner.now)
  })
}

/** Money came back: whoever is next on the reserve list is looked for once this transaction is committed. */
export const announceFreed = (ctx: Context<Trx>, callId: string): Promise<void> =>
  addJob(ctx.db, 'offer-reserve', { callId }, { key: `offer-reserve:${callId}` })

export const acceptAward = (ctx: Context, awardId: string): Promise<Award> =>
  act(ctx, awardId, {
    event: 'accept',
    change: (row, { receivedAt, now }) => {
      if (!isAcceptedInTime(row, receivedAt)) {
        throw new Refusal('conflict', 'award-acceptance-over', 'The time to accept this award is over')
      }
      return { acceptedAt: now }
    },
  })

/** The money of a renounced award returns to the envelope in the same transaction. */
export const renounceAward = (ctx: Context, awardId: string, reason: string): Promise<Award> =>
  act(ctx, awardId, {
    event: 'renounce',
    change: (_row, { now }) => ({ renouncedAt: now, renouncedReason: reason }),
    freed: ({ amountCents }) => amountCents,
    reason,
  })

/** Lowers the amount of an award; the difference returns to the envelope in the same transaction. */
export const reduceAward = (
  ctx: Context,
  awardId: string,
  version: number,
  { amountCents, reason }: AwardReduction,
): Promise<Award> =>
  act(ctx, awardId, {
    event: 'reduce',
    change: (row) => {
      if (row.version !== version) throw staleVersion(row.version)
      const fault = judgeReduction(row.awardRules, row, amountCents)
      if (fault === null) return { amountCents }
      throw new Refusal('unprocessable', fault.code, fault.detail, {
        errors: [{ pointer: '/body/amountCents', keyword: fault.code, message: fault.detail }],
      })
    },
    freed: (row) => row.amountCents - amountCents,
    reason,
  })

const BATCH = 200

/** Ends awards that nobody accepted in time; each in its own transaction. Run again, it finds nothing left. */
export async function lapseAwards(ctx: Context, at: Date): Promise<void> {
  const apart = eachApart()
  let rows: { awardId: string }[] = []
  do {
    rows = await queries.findToLapse(ctx.db, at, rows.at(-1)?.awardId ?? null, BATCH)
    for (const { awardId } of rows) await apart.run(() => lapse(ctx, awardId))
  } while (rows.length === BATCH)
  apart.end()
}

async function lapse(ctx: Context, awardId: string): Promise<void> {
  try {
    await act(ctx, awardId, {
      event: 'lapse',
      change: () => ({}),
      freed: ({ amountCents }) => amountCents,
      reason: 'not accepted in time',
    })
  } catch (error) {
    // Accepted or renounced meanwhile.
    if (!(error instanceof Refusal) || error.code !== 'award-wrong-status') throw error
  }
}

type Accepted = { readonly callId: string; readonly applicationId: string; readonly decisionId: string }

/** The award of an offer that was accepted: accepted from the start, its money committed. Answers its id. */
export async function awardOffered(ctx: Context<Trx>, file: Accepted, amountCents: number): Promise<string> {
  const { callId, applicationId, decisionId } = file
  const award = { awardId: newId(), callId, amountCents }
  await refuseOverDeMinimis(ctx, { ...award, applicationId })
  await insertAward(ctx.db, { ...award, applicationId, decisionId, status: 'accepted', acceptedAt: ctx.now }, ctx.now)
  await commit(ctx, award)
  await recordAudit(ctx, {
    operation: 'acceptAward',
    subjectType: 'award',
    subjectId: award.awardId,
    versionBefore: null,
    versionAfter: 1,
    data: { applicationId, amountCents },
  })
  await emitEvent(ctx, { kind: 'award.accepted', subjectType: 'award', subjectId: award.awardId })
  return award.awardId
}
