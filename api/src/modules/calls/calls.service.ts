import { randomBytes, createHash } from 'node:crypto'
import type {
  Call,
  CallAction,
  CallChange,
  CallPhase,
  CallReadiness,
  CallSummary,
  NewCall,
} from '@progress-ess/shared/calls'
import type { ActionAvailability } from '@progress-ess/shared/kit'
import { familyOf } from '@progress-ess/shared/organisations'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Actor, accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { DEFAULT_ELIGIBILITY, DEFAULT_FORM, DEFAULT_GRID, defaultAwardRules } from './calls.defaults.ts'
import * as queries from './calls.queries.ts'
import { CALL_ACTIONS, type CallRole, decideCall, judgeEligibility } from './calls.rules.ts'
import { toCall, toCallSummary, toReadiness } from './calls.views.ts'

export const rolesOf = (actor: Actor): CallRole[] => [
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
      ...(after === undefined ? {} : { after: decodeCursor(after, ['number', 'string']) }),
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
    const verdict = decideCall(row, action, rolesOf(ctx.actor), ctx.now)
    return verdict.ok
      ? { action, isAllowed: true, code: null, detail: null }
      : { action, isAllowed: false, code: verdict.code, detail: verdict.detail }
  })
}

/** A draft from defaults, or a copy of another call; either way with a seed of its own for the draw. */
export function createCall(ctx: Context, wanted: NewCall): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const model = wanted.copyOf === undefined ? null : await readCall(inner, wanted.copyOf)
    const seedCommitment = await keepNewSeed(inner)
    const awardRules = model === null ? defaultAwardRules(seedCommitment) : withSeed(model.awardRules, seedCommitment)
    const callId = newId()
    const isNew = await queries.insertCall(inner.db, {
      callId,
      programmeId: await queries.findProgrammeId(inner.db),
      code: wanted.code,
      edition: wanted.edition,
      title: wanted.title,
      theme: wanted.theme,
      summary: model?.summary ?? '',
      description: model?.description ?? '',
      documentsToPrepare: model?.documentsToPrepare ?? [],
      overCapPolicy: model?.overCapPolicy ?? 'warn',
      eligibility: JSON.stringify(model?.eligibility ?? DEFAULT_ELIGIBILITY),
      form: JSON.stringify(model?.form ?? DEFAULT_FORM),
      grid: JSON.stringify(model?.grid ?? DEFAULT_GRID),
      awardRules: JSON.stringify(awardRules),
      status: 'draft',
      isDemo: inner.settings.isDemo,
      createdBy: accountIdOf(inner.actor),
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    if (!isNew) throw new Refusal('conflict', 'call-code-taken', 'Another call has this code')
    await recordAudit(inner, { operation: 'createCall', subjectType: 'call', subjectId: callId, versionAfter: 1 })
    return view(inner, await readCall(inner, callId))
  })
}

/** Draws the seed of a call’s draw, keeps it, and answers what may be shown of it: its SHA-256. */
async function keepNewSeed(ctx: Context<Trx>): Promise<string> {
  const seed = randomBytes(32)
  const commitment = createHash('sha256').update(seed).digest('hex')
  await queries.insertSeed(ctx.db, { commitment, seedHex: seed.toString('hex'), createdAt: ctx.now })
  return commitment
}

const withSeed = (rules: queries.CallRow['awardRules'], seedCommitment: string): queries.CallRow['awardRules'] => ({
  ...rules,
  tieBreak: rules.tieBreak.map((one) => (one.by === 'draw' ? { ...one, seedCommitment } : one)),
})

/** Loads the call under lock and judges an action on it. */
export async function lockFor(ctx: Context<Trx>, callId: string, action: CallAction): Promise<queries.CallRow> {
  const row = await queries.lockCall(ctx.db, callId, scopeOf(ctx.actor))
  if (row === undefined) throw notFound('call')
  const verdict = decideCall(row, action, rolesOf(ctx.actor), ctx.now)
  if (!verdict.ok) {
    throw new Refusal(verdict.code === 'role-not-allowed' ? 'forbidden' : 'conflict', verdict.code, verdict.detail)
  }
  return row
}

export function updateCall(ctx: Context, callId: string, version: number, change: CallChange): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'edit')
    if (row.version !== version) throw staleVersion(row.version)
    await refuseUnknownSeed(inner, change)
    const saved = await saveInOrder(inner, row, change)
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: 'updateCall',
      subjectType: 'call',
      subjectId: callId,
      versionBefore: version,
      versionAfter: saved.version,
      data: { fields: Object.keys(change) },
    })
    return view(inner, await readCall(inner, callId))
  })
}

/** A draw must commit to a seed that is kept here: else nobody could reveal it. */
async function refuseUnknownSeed({ db }: Context<Trx>, { awardRules }: CallChange): Promise<void> {
  const draw = awardRules?.tieBreak.find(({ by }) => by === 'draw')
  if (draw?.by !== 'draw' || (await queries.hasSeed(db, draw.seedCommitment))) return
  throw new Refusal('unprocessable', 'seed-unknown', 'The draw commits to a seed that is not kept here', {
    errors: [{ pointer: '/body/awardRules/tieBreak', keyword: 'seed-unknown', message: 'no seed has this commitment' }],
  })
}

async function saveInOrder(ctx: Context<Trx>, row: queries.CallRow, change: CallChange) {
  const { form, grid, awardRules, eligibility, opensAt, closesAt, evaluationEndsAt, ...rest } = change
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))
  try {
    return await queries.saveCall(
      ctx.db,
      row,
      {
        ...rest,
        ...(form === undefined ? {} : { form: JSON.stringify(form) }),
        ...(grid === undefined ? {} : { grid: JSON.stringify(grid) }),
        ...(awardRules === undefined ? {} : { awardRules: JSON.stringify(awardRules) }),
        ...(eligibility === undefined ? {} : { eligibility: JSON.stringify(eligibility) }),
        ...(opensAt === undefined ? {} : { opensAt: instant(opensAt) }),
        ...(closesAt === undefined ? {} : { closesAt: instant(closesAt) }),
        ...(evaluationEndsAt === undefined ? {} : { evaluationEndsAt: instant(evaluationEndsAt) }),
      },
      ctx.now,
    )
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'call_dates_in_order') throw error
    throw new Refusal('unprocessable', 'dates-inverted', 'The call closes before it opens', {
      errors: [{ pointer: '/body/closesAt', keyword: 'dates-inverted', message: 'must come after the opening' }],
    })
  }
}

export type EligibilityQuestion = { legalFormCode: string; hasEsusApproval: boolean; communeCode: string }

/** Three questions without an account. */
export async function checkEligibility(ctx: Context, callId: string, asked: EligibilityQuestion) {
  const { eligibility } = await readCall(ctx, callId)
  const family = familyOf(asked.legalFormCode)
  if (family === null) {
    return { isEligible: false, code: 'legal-form-not-accepted', detail: 'This legal form is not accepted' }
  }
  return judgeEligibility(eligibility, { family, hasEsus: asked.hasEsusApproval, communeCode: asked.communeCode })
}
