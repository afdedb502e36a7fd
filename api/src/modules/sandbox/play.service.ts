import { forEachApart } from '../../kit/apart.ts'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { findCanned, findTwins, type PartnerRow } from '../partners/index.ts'
import {
  confirmReferralErasure,
  recordAssignmentEvent,
  recordContactAttempt,
  remindInSandbox,
  runReferralTimers,
  withdrawConsent,
} from '../referrals/index.ts'
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
    () => confirmErasures(ctx, sandboxId),
    () => remindInSandbox(asSystem(ctx), sandboxId),
  ]
  await forEachApart(steps, (step) => step())
}

async function playTurns(ctx: Context, sandboxId: string): Promise<void> {
  const chambers = await findCanned(ctx.db)
  await forEachApart(movingIn(ctx, sandboxId, chambers), (referralId) =>
    playReferral(ctx, sandboxId, referralId, chambers),
  )
}

/** Referrals in which somebody has something to do now, each once. */
async function* movingIn(ctx: Context, sandboxId: string, chambers: readonly PartnerRow[]): AsyncGenerator<string> {
  const known = new Set<string>()
  let turns: queries.TurnRow[] = []
  do {
    const after = turns.at(-1)?.assignmentId
    turns = await queries.findTurns(ctx.db, sandboxId, after === undefined ? {} : { after })
    for (const turn of turns) {
      if (known.has(turn.referralId) || moveOf(turn, chambers, ctx.now) === null) continue
      known.add(turn.referralId)
      yield turn.referralId
    }
  } while (turns.length === queries.MOST_TURNS)
}

/** Canned recipients erase as they are asked, and say so at once. */
async function confirmErasures(ctx: Context, sandboxId: string, referralId?: string): Promise<void> {
  const asked = await queries.findErasers(ctx.db, sandboxId, referralId === undefined ? {} : { referralId })
  await forEachApart(asked, async (one) => {
    await confirmReferralErasure(asCanned(ctx, one, sandboxId), one.referralId)
  })
}

function moveOf(turn: queries.TurnRow, chambers: readonly PartnerRow[], now: Date): Move | null {
  const other = { cci: 'cma', cma: 'cci', department: null, other: null }[turn.recipientKind]
  return nextMove(
    {
      ...turn,
      isChild: turn.parentAssignmentId !== null,
      standingConsentId: turn.withdrawnAt === null ? turn.consentId : null,
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
    const turns = await queries.findTurns(ctx.db, sandboxId, { referralId })
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
  else if (move.kind === 'withdrawal') await withdrawConsent(canned, move.consentId)
  else await recordContactAttempt(canned, turn.assignmentId, { channel: 'phone', hasReached: move.hasReached })
}

/** After something happened to a referral of a sandbox. Payload: `referralId`. */
export async function playSandboxReferral(ctx: Context, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { referralId } = payload
  if (typeof referralId !== 'string') throw new Error('play-sandbox needs a referralId')
  const sandbox = await queries.findSandboxOf(ctx.db, referralId)
  if (sandbox === undefined) return // reset meanwhile
  const then = atItsTime(ctx, sandbox)
  await playReferral(then, sandbox.partnerId, referralId, await findCanned(ctx.db))
  await confirmErasures(then, sandbox.partnerId, referralId)
}

/** Time passes in every sandbox, also when nobody puts it forward. */
export async function runSandboxes(ctx: Context): Promise<void> {
  await forEachApart(await findTwins(ctx.db), (sandbox) => playSandbox(atItsTime(ctx, sandbox), sandbox.partnerId))
}
