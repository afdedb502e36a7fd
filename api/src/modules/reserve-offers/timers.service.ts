import { type Context } from '../../kit/context.ts'
import { eachApart } from '../../kit/each-apart.ts'
import { Refusal } from '../../kit/refusal.ts'
import { getAwardProcedure, lapseAwards } from '../awards/index.ts'
import { findCallsWithMoney, findToExpire } from './offers.queries.ts'
import { expireReserveOffer, makeReserveOffers } from './offers.service.ts'

const BATCH = 200

/** An answer that began in time may still be on its way: longer than a request may last. */
const ON_ITS_WAY_MS = 240_000

/** Answers of `makeReserveOffers` that leave nothing to do. */
const NOTHING = new Set(['nothing-to-offer', 'call-wrong-status', 'call-not-found'])

/** Ends what nobody answered in time, awards and offers; then offers what is free. Run twice, it finds nothing left. */
export async function runAwardTimers(ctx: Context): Promise<void> {
  const at = new Date(ctx.now.getTime() - ON_ITS_WAY_MS)
  const apart = eachApart()
  await apart.run(() => lapseAwards(ctx, at))
  let rows: { reserveOfferId: string }[] = []
  do {
    rows = await findToExpire(ctx.db, at, rows.at(-1)?.reserveOfferId ?? null, BATCH)
    for (const { reserveOfferId } of rows) await apart.run(() => expireReserveOffer(ctx, reserveOfferId))
  } while (rows.length === BATCH)
  for (const callId of await findCallsWithMoney(ctx.db)) await apart.run(() => offerByItself(ctx, callId))
  apart.end()
}

/** Money came back to the envelope of a call: offers it to the reserve list, where the call lets this happen by itself. */
export async function offerReserve(ctx: Context, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { callId } = payload
  if (typeof callId === 'string') await offerByItself(ctx, callId)
}

async function offerByItself(ctx: Context, callId: string): Promise<void> {
  try {
    const { offersByItself } = await getAwardProcedure(ctx, callId)
    if (offersByItself) await makeReserveOffers(ctx, callId)
  } catch (error) {
    if (!(error instanceof Refusal) || !NOTHING.has(error.code)) throw error
  }
}
