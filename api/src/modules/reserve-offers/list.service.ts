import type { ReserveList } from '@progress-ess/shared/reserve-offers'
import type { Db, Trx } from '../../db/database.ts'
import { type Context, hasRole } from '../../kit/context.ts'
import { notFound } from '../../kit/refusal.ts'
import { planOffers, type ReserveFile, type ReserveTurn, type Settled } from '../awards/index.ts'
import { leftOf } from '../envelopes/index.ts'
import * as queries from './offers.queries.ts'
import type { OfferRole } from './offers.rules.ts'
import { toLine, toOffer } from './offers.views.ts'

type FileRow = Awaited<ReturnType<typeof queries.findReserveFiles>>[number]

/** An offer that was withdrawn leaves its file where it was; any other says what became of it. */
const SETTLED: Readonly<Record<queries.OfferRow['status'], Settled | null>> = {
  offered: 'open',
  accepted: 'accepted',
  declined: 'declined',
  expired: 'expired',
  withdrawn: null,
}

const keyOf = ({ siren, organisationId }: { siren: string | null; organisationId: string }): string =>
  siren ?? organisationId

function toFile(row: FileRow, last: queries.OfferRow | undefined): ReserveFile {
  const settled = last === undefined ? null : SETTLED[last.status]
  return {
    number: row.number ?? '',
    organisationKey: keyOf(row),
    requestedCents: row.requestedCents,
    budgetCents: row.chargesCents,
    settled: settled === null && row.status === 'withdrawn' ? 'withdrawn-file' : settled,
  }
}

export type Turn = ReserveTurn & { readonly file: FileRow; readonly last: queries.OfferRow | null }

export type Reserve = {
  readonly call: NonNullable<Awaited<ReturnType<typeof queries.findReserveCall>>>
  readonly offerDays: number
  readonly offers: readonly queries.OfferRow[]
  readonly turns: readonly Turn[]
}

/** The reserve list with whose turn it is when so many cents are left. */
export async function readReserve(ctx: Context<Db | Trx>, callId: string, leftCents: number): Promise<Reserve> {
  const [call, files, offers, awarded] = await Promise.all([
    queries.findReserveCall(ctx.db, callId),
    queries.findReserveFiles(ctx.db, callId),
    queries.findOffers(ctx.db, callId),
    queries.findAwarded(ctx.db, callId),
  ])
  if (call === undefined) throw notFound('call')
  const lastOf = new Map(offers.map((offer) => [offer.applicationId, offer]))
  const open = offers.filter(({ status }) => status === 'offered')
  const promised = [...awarded, ...open].map((row) => ({
    number: row.number ?? '',
    organisationKey: keyOf(row),
    amountCents: row.amountCents,
  }))
  const rules = call.scenarioRules ?? call.awardRules
  const turns = planOffers(
    rules,
    leftCents,
    files.map((file) => toFile(file, lastOf.get(file.applicationId))),
    { promised, snapshot: call.snapshot },
  )
  return {
    call,
    offerDays: rules.reserve.offerDays,
    offers,
    turns: files.flatMap((file, index) => {
      const turn = turns[index]
      return turn === undefined ? [] : [{ ...turn, file, last: lastOf.get(file.applicationId) ?? null }]
    }),
  }
}

export async function getReserveList(ctx: Context<Db | Trx>, callId: string): Promise<ReserveList> {
  const leftCents = (await leftOf(ctx, callId)) ?? 0
  const { call, offerDays, offers, turns } = await readReserve(ctx, callId, leftCents)
  const isManager = hasRole(ctx.actor, 'manager')
  const roles: OfferRole[] = isManager ? ['manager'] : []
  const view = (row: queries.OfferRow) => toOffer(row, roles, ctx.now)
  const mayOffer = isManager && call.status === 'results_published' && turns.some(({ standing }) => standing === 'next')
  return {
    callId,
    leftCents,
    heldCents: call.heldCents ?? 0,
    offerDays,
    lines: turns.map(({ file, last, ...turn }) => toLine(file, turn, last === null ? null : view(last))),
    offers: offers.map(view),
    allowedActions: mayOffer ? ['offer'] : [],
  }
}
