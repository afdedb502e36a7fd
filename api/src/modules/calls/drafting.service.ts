import { createHash, randomBytes } from 'node:crypto'
import type { Call, CallChange, NewCall } from '@progress-ess/shared/calls'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { Refusal, staleVersion } from '../../kit/refusal.ts'
import { DEFAULT_ELIGIBILITY, DEFAULT_FORM, DEFAULT_GRID, defaultAwardRules } from './calls.defaults.ts'
import * as queries from './calls.queries.ts'
import { areDatesInverted } from './calls.rules.ts'
import { lockFor, readCall, view } from './calls.service.ts'

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

/** A draw of its own: the public value of another call would be known already. */
const withSeed = (rules: queries.CallRow['awardRules'], seedCommitment: string): queries.CallRow['awardRules'] => ({
  ...rules,
  tieBreak: rules.tieBreak.map((one) => (one.by === 'draw' ? { by: one.by, seedCommitment } : one)),
})

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
