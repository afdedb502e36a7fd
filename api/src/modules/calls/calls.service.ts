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
import { areDatesInverted, CALL_ACTIONS, type CallRole, decideCall, judgeEligibility } from './calls.rules.ts'
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

/**
 * A draft from defaults, or a copy of another call. Either way with a seed of its own for the draw: it is kept, and
 * only its SHA-256 is public until the results are.
 */
export function createCall(ctx: Context, wanted: NewCall): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const model = wanted.copyOf === undefined ? null : await readCall(inner, wanted.copyOf)
    const seed = randomBytes(32)
    const seedCommitment = createHash('sha256').update(seed).digest('hex')
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
      graceMinutes: model?.graceMinutes ?? 0,
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
    await queries.insertSeed(inner.db, {
      commitment: seedCommitment,
      callId,
      seedHex: seed.toString('hex'),
      createdAt: inner.now,
    })
    await recordAudit(inner, { operation: 'createCall', subjectType: 'call', subjectId: callId, versionAfter: 1 })
    return view(inner, await readCall(inner, callId))
  })
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
    await refuseUnknownSeed(inner, callId, change)
    const saved = await queries.saveCall(inner.db, row, columnsOf(row, change), inner.now)
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

/** A draw must commit to the seed that the call keeps: else nobody could reveal it, or somebody might know it. */
async function refuseUnknownSeed({ db }: Context<Trx>, callId: string, { awardRules }: CallChange): Promise<void> {
  const commitments = (awardRules?.tieBreak ?? []).flatMap((one) => (one.by === 'draw' ? [one.seedCommitment] : []))
  const known = await Promise.all(commitments.map((commitment) => queries.hasSeed(db, callId, commitment)))
  if (known.every(Boolean)) return
  throw new Refusal('unprocessable', 'seed-unknown', 'The draw commits to a seed that this call does not keep', {
    errors: [
      { pointer: '/body/awardRules/tieBreak', keyword: 'seed-unknown', message: 'must be the commitment of the call' },
    ],
  })
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))

/** The columns that a change touches; refuses a closing before the opening, whichever of the two was sent. */
function columnsOf(row: queries.CallRow, change: CallChange) {
  const { form, grid, awardRules, eligibility, opensAt, closesAt, evaluationEndsAt, ...rest } = change
  const dates = {
    ...(opensAt === undefined ? {} : { opensAt: instant(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: instant(closesAt) }),
    ...(evaluationEndsAt === undefined ? {} : { evaluationEndsAt: instant(evaluationEndsAt) }),
  }
  if (areDatesInverted({ ...row, ...dates })) {
    throw new Refusal('unprocessable', 'dates-inverted', 'The call closes before it opens', {
      errors: [{ pointer: '/body/closesAt', keyword: 'dates-inverted', message: 'must come after the opening' }],
    })
  }
  return {
    ...rest,
    ...dates,
    ...(form === undefined ? {} : { form: JSON.stringify(form) }),
    ...(grid === undefined ? {} : { grid: JSON.stringify(grid) }),
    ...(awardRules === undefined ? {} : { awardRules: JSON.stringify(awardRules) }),
    ...(eligibility === undefined ? {} : { eligibility: JSON.stringify(eligibility) }),
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
