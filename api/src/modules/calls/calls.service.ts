import type {
  Call,
  CallAction,
  CallPhase,
  CallReadiness,
  CallSummary,
  EligibilityAnswer,
} from '@progress-ess/shared/calls'
import type { ActionAvailability } from '@progress-ess/shared/kit'
import { familyOf } from '@progress-ess/shared/organisations'
import type { Db, Trx } from '../../db/database.ts'
import { type Actor, type Context, hasRole } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound } from '../../kit/refusal.ts'
import { availabilityOf, refusalOf } from '../../kit/verdict.ts'
import * as queries from './calls.queries.ts'
import { CALL_ACTIONS, type CallRole, decideCall, judgeEligibility } from './calls.rules.ts'
import { toCall, toCallSummary, toReadiness } from './calls.views.ts'

const rolesOf = (actor: Actor): CallRole[] => [
  ...(actor.kind === 'system' ? (['system'] as const) : []),
  ...(hasRole(actor, 'agent') ? (['agent'] as const) : []),
  ...(hasRole(actor, 'manager') ? (['manager'] as const) : []),
]

/** Drafts exist for agents only. */
const scopeOf = (actor: Actor): queries.Scope => ({ onlyPublished: !hasRole(actor, 'agent', 'manager', 'admin') })

export async function listCalls(
  ctx: Context,
  { limit, after, phase }: { limit: number; after?: string; phase?: CallPhase },
): Promise<Page<CallSummary>> {
  const rows = await queries.findCalls(
    ctx.db,
    {
      limit,
      now: ctx.now,
      ...(phase === undefined ? {} : { phase }),
      ...(after === undefined ? {} : { after: decodeCursor(after, ['integer', 'uuid']) }),
    },
    scopeOf(ctx.actor),
  )
  const { items, next } = toPage(rows, limit, (row) => [row.edition, row.callId])
  return { items: items.map((row) => toCallSummary(row, ctx.now)), next }
}

export async function readCall(ctx: Context<Db | Trx>, callId: string): Promise<queries.CallRow> {
  const row = await queries.findCall(ctx.db, callId, scopeOf(ctx.actor))
  if (row === undefined) throw notFound('call')
  return row
}

export async function view(ctx: Context<Db | Trx>, row: queries.CallRow): Promise<Call> {
  const notices = await queries.findNotices(ctx.db, row.callId)
  return toCall(row, notices, { roles: rolesOf(ctx.actor), now: ctx.now })
}

export const getCall = async (ctx: Context, callId: string): Promise<Call> => view(ctx, await readCall(ctx, callId))

export async function getCallReadiness(ctx: Context, callId: string): Promise<CallReadiness> {
  return toReadiness(await readCall(ctx, callId), ctx.now)
}

export async function listCallActions(ctx: Context, callId: string): Promise<ActionAvailability[]> {
  const row = await readCall(ctx, callId)
  return CALL_ACTIONS.map((action) => {
    return availabilityOf(action, decideCall(row, action, rolesOf(ctx.actor), ctx.now))
  })
}

/** Loads the call under lock and judges an action on it. */
export async function lockFor(ctx: Context<Trx>, callId: string, action: CallAction): Promise<queries.CallRow> {
  const row = await queries.lockCall(ctx.db, callId, scopeOf(ctx.actor))
  if (row === undefined) throw notFound('call')
  const verdict = decideCall(row, action, rolesOf(ctx.actor), ctx.now)
  if (!verdict.ok) throw refusalOf(verdict)
  return row
}

export type EligibilityQuestion = { legalFormCode: string; hasEsusApproval: boolean; communeCode: string }

/** Three questions without an account. */
export async function checkEligibility(
  ctx: Context,
  callId: string,
  asked: EligibilityQuestion,
): Promise<EligibilityAnswer> {
  const { eligibility } = await readCall(ctx, callId)
  const family = familyOf(asked.legalFormCode)
  if (family === null) {
    return { isEligible: false, code: 'legal-form-not-accepted', detail: 'This legal form is not accepted' }
  }
  return judgeEligibility(eligibility, { family, hasEsus: asked.hasEsusApproval, communeCode: asked.communeCode })
}
