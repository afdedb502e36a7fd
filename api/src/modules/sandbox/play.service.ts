import { forEachApart } from '../../kit/apart.ts'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { findCanned, findTwins, type PartnerRow } from '../partners/index.ts'
import { recordAssignmentEvent, recordContactAttempt, remindInSandbox, runReferralTimers } from '../referrals/index.ts'
import { asCanned, asSystem } from './canned.ts'
import { type Move, nextMove } from './sandbox.rules.ts'
import * as queries from './sandbox.queries.ts'

/** More than any script has: what goes on longer is a fault of ours, and must not hold the queue. */
const MOST_MOVES = 20

const atItsTime = (ctx: Context, sandbox: PartnerRow): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + sandbox.clockOffsetMs),
})

/** What is due in one sandbox at `ctx.now`, which is its own time: canned partners first, because they may answer in time. */
export async function playSandbox(ctx: Context, sandboxId: string): Promise<void> {
  const steps = [
    () => playTurns(ctx, sandboxId),
    () => runReferralTimers(asSystem(ctx), { sandboxId }),
    () => playTurns(ctx, sandboxId), // what a timer gave back
    () => remindInSandbox(asSystem(ctx), sandboxId),
  ]
  await forEachApart(steps, (step) => step())
}

async function playTurns(ctx: Context, sandboxId: string): Promise<void> {
  const chambers = await findCanned(ctx.db)
  const turns = await queries.findTurns(ctx.db, sandboxId)
  const moving = turns.filter((turn) => moveOf(turn, chambers, ctx.now) !== null)
  await forEachApart(new Set(moving.map((turn) => turn.referralId)), (referralId) =>
    playReferral(ctx, sandboxId, referralId, chambers),
  )
}

function moveOf(turn: queries.TurnRow, chambers: readonly PartnerRow[], now: Date): Move | null {
  const other = { cci: 'cma', cma: 'cci', department: null, other: null }[turn.recipientKind]
  return nextMove(
    {
      ...turn,
      isChild: turn.parentAssignmentId !== null,
      otherChamberId: chambers.find(({ kind }) => kind === other)?.partnerId ?? null,
    },
    now,
  )
}

async function playReferral(
  ctx: Context,
  sandboxId: string,
  referralId: string,
  chambers: readonly PartnerRow[],
): Promise<void> {
  for (let count = 0; count < MOST_MOVES; count += 1) {
    const turns = await queries.findTurns(ctx.db, sandboxId, referralId)
    const next = turns
      .map((turn) => ({ turn, move: moveOf(turn, chambers, ctx.now) }))
      .find((one): one is { turn: queries.TurnRow; move: Move } => one.move !== null)
    if (next === undefined || !(await tryMove(ctx, sandboxId, next.turn, next.move))) return
  }
}

/** False when somebody else moved meanwhile: whatever is due then is found the next time. */
async function tryMove(ctx: Context, sandboxId: string, turn: queries.TurnRow, move: Move): Promise<boolean> {
  try {
    await make(ctx, sandboxId, turn, move)
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (move.kind !== 'event' || move.event.event !== 'transfer') return false
    // The consent does not cover the other chamber: that is declined, with a word of who might help.
    const suggestedPartnerId = move.event.recipientId
    return tryMove(ctx, sandboxId, turn, {
      kind: 'event',
      event: {
        event: 'decline',
        reasonCode: 'out_of_scope',
        ...(suggestedPartnerId === undefined ? {} : { suggestedPartnerId }),
      },
    })
  }
}

async function make(ctx: Context, sandboxId: string, turn: queries.TurnRow, move: Move): Promise<void> {
  const who = turn.isRecipientCanned
    ? { partnerId: turn.recipientId, name: turn.recipientName }
    : { partnerId: turn.sourceId, name: turn.sourceName }
  const canned = asCanned(ctx, who, sandboxId)
  if (move.kind === 'event') await recordAssignmentEvent(canned, turn.assignmentId, move.event)
  else await recordContactAttempt(canned, turn.assignmentId, { channel: 'phone', hasReached: move.hasReached })
}

/** After something happened to a referral of a sandbox. Payload: `referralId`. */
export async function playSandboxReferral(ctx: Context, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { referralId } = payload
  if (typeof referralId !== 'string') throw new Error('play-sandbox needs a referralId')
  const sandbox = await queries.findSandboxOf(ctx.db, referralId)
  if (sandbox === undefined) return // reset meanwhile
  await playReferral(atItsTime(ctx, sandbox), sandbox.partnerId, referralId, await findCanned(ctx.db))
}

/** Time passes in every sandbox, also when nobody puts it forward. */
export async function runSandboxes(ctx: Context): Promise<void> {
  await forEachApart(await findTwins(ctx.db), (sandbox) => playSandbox(atItsTime(ctx, sandbox), sandbox.partnerId))
}
