import {
  CANNED_SCRIPTS,
  type IncomingReferral,
  type ReceivedReferral,
  type Sandbox,
} from '@progress-ess/shared/sandbox'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import {
  actingPartner,
  advanceClock,
  findCanned,
  findPartner,
  findTwin,
  partnerForCaller,
  type PartnerRow,
  setClockBack,
} from '../partners/index.ts'
import { countReminders, createReferral, putReferral } from '../referrals/index.ts'
import { asCanned } from './canned.ts'
import { exampleOf } from './examples.ts'
import { playSandbox } from './play.service.ts'
import * as queries from './sandbox.queries.ts'

const DAY_MS = 86_400_000
/** Two years: nothing in the protocol takes longer. */
const FARTHEST_MS = 730 * DAY_MS

/** The sandbox that the caller may play in: a test key its own, accounts that of a partner that they may see. */
async function sandboxFor(ctx: Context<Db | Trx>, partnerId: string | undefined): Promise<PartnerRow> {
  if (ctx.actor.kind === 'partner') {
    const own = await actingPartner(ctx)
    if (own.mode !== 'test') throw new Refusal('forbidden', 'sandbox-only', 'This is for keys that begin with sk_test_')
    if (partnerId !== undefined && partnerId !== own.partnerId) throw notFound('partner')
    return own
  }
  const live = await partnerForCaller(ctx, partnerId ?? (await actingPartner(ctx)).partnerId)
  const twin = await findTwin(ctx.db, live.partnerId)
  if (twin === undefined) throw notFound('partner')
  return twin
}

/** The real time: whoever calls by a test key lives by the clock of its sandbox. */
const realTime = ({ actor, now }: Pick<Context, 'actor' | 'now'>): number =>
  now.getTime() - (actor.kind === 'partner' ? actor.clockOffsetMs : 0)

const at = <D extends Db | Trx>(ctx: Context<D>, offsetMs: number): Context<D> => ({
  ...ctx,
  now: new Date(realTime(ctx) + offsetMs),
})

async function view(ctx: Context, sandboxId: string): Promise<Sandbox> {
  const row = await findPartner(ctx.db, sandboxId)
  if (row === undefined) throw notFound('partner')
  return {
    partnerId: sandboxId,
    now: at(ctx, row.clockOffsetMs).now.toISOString(),
    daysAhead: Math.round(row.clockOffsetMs / DAY_MS),
    referrals: await queries.countReferrals(ctx.db, sandboxId),
    reminders: await countReminders(ctx.db, sandboxId),
    cannedPartners: (await findCanned(ctx.db)).map(({ partnerId, kind, name }) => ({ partnerId, kind, name })),
    scripts: CANNED_SCRIPTS.map((script) => ({ ...script })),
  }
}

export async function getSandbox(ctx: Context, partnerId?: string): Promise<Sandbox> {
  return view(ctx, (await sandboxFor(ctx, partnerId)).partnerId)
}

/**
 * One day after the other, so that what happens carries its day, and a canned partner that answers in time is not expired.
 * Each day is kept by itself, with its line of audit: a process that dies in between leaves a sandbox at an earlier day, and
 * nothing half done.
 */
export async function advanceSandboxClock(ctx: Context, days: number, partnerId?: string): Promise<Sandbox> {
  const sandbox = await sandboxFor(ctx, partnerId)
  if (sandbox.clockOffsetMs + days * DAY_MS > FARTHEST_MS) {
    throw new Refusal('conflict', 'clock-too-far', 'A sandbox is at most two years ahead: reset it')
  }
  for (let day = 0; day < days; day += 1) {
    const offsetMs = await passOneDay(ctx, sandbox.partnerId)
    await playSandbox(at(ctx, offsetMs), sandbox.partnerId)
  }
  return view(ctx, sandbox.partnerId)
}

const passOneDay = (ctx: Context, sandboxId: string): Promise<number> =>
  inTransaction({ ...ctx, now: new Date(realTime(ctx)) }, async (inner) => {
    const offsetMs = await advanceClock(inner.db, sandboxId, DAY_MS)
    await recordAudit(inner, {
      operation: 'advanceSandboxClock',
      subjectType: 'partner',
      subjectId: sandboxId,
      data: { daysAhead: Math.round(offsetMs / DAY_MS) },
    })
    return offsetMs
  })

async function cannedDepartment(ctx: Context<Db | Trx>): Promise<PartnerRow> {
  const found = (await findCanned(ctx.db)).find(({ kind }) => kind === 'department')
  if (found === undefined) throw notFound('partner')
  return found
}

export function createIncomingReferral(
  ctx: Context,
  { scenario }: IncomingReferral,
  partnerId?: string,
): Promise<ReceivedReferral> {
  return inTransaction(ctx, async (inner) => {
    const sandbox = await sandboxFor(inner, partnerId)
    const home = asCanned(at(inner, sandbox.clockOffsetMs), await cannedDepartment(inner), sandbox.partnerId)
    const example = exampleOf(scenario, { recipientId: sandbox.partnerId, now: home.now })
    const { referralId, reference } = await createReferral(home, example)
    return { referralId, reference }
  })
}

/** In one transaction, and one after the other: it is as on its first day, or as it was. */
export async function resetSandbox(ctx: Context, partnerId?: string): Promise<Sandbox> {
  const sandbox = await sandboxFor(ctx, partnerId)
  const now = new Date(realTime(ctx))
  await inTransaction({ ...ctx, now }, async (inner) => {
    await queries.lockSandbox(inner.db, sandbox.partnerId)
    await queries.discardAll(inner.db, sandbox.partnerId)
    await setClockBack(inner.db, sandbox.partnerId)
    await recordAudit(inner, { operation: 'resetSandbox', subjectType: 'partner', subjectId: sandbox.partnerId })
    await seed(inner, { ...sandbox, clockOffsetMs: 0 })
  })
  return view(ctx, sandbox.partnerId)
}

/** The first examples: two received, two sent. Under references, so that a second run adds nothing. */
async function seed(ctx: Context<Trx>, { partnerId, name, clockOffsetMs }: PartnerRow): Promise<void> {
  const inner = at({ ...ctx, actor: { kind: 'system' } }, clockOffsetMs)
  const { now } = inner
  const home = asCanned(inner, await cannedDepartment(ctx), partnerId)
  for (const scenario of ['holder', 'organisation'] as const) {
    await putReferral(home, `exemple-${scenario}-${partnerId}`, exampleOf(scenario, { recipientId: partnerId, now }))
  }
  const own = asCanned(inner, { partnerId, name }, partnerId)
  for (const { kind, partnerId: recipientId } of await findCanned(ctx.db)) {
    if (kind === 'department') continue
    const marker = kind === 'cci' ? '[accept] ' : '[ask] '
    await putReferral(own, `exemple-${kind}`, exampleOf('holder', { recipientId, now, marker }))
  }
}

/** With the first test key of a partner. Payload: `sandboxId`. */
export async function seedSandbox(ctx: Context, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { sandboxId } = payload
  if (typeof sandboxId !== 'string') throw new Error('seed-sandbox needs a sandboxId')
  const sandbox = await findPartner(ctx.db, sandboxId)
  if (sandbox?.livePartnerId == null) return
  await inTransaction(ctx, async (inner) => {
    await queries.lockSandbox(inner.db, sandboxId)
    if ((await queries.countReferrals(inner.db, sandboxId)) > 0) return
    await seed(inner, sandbox)
  })
}
