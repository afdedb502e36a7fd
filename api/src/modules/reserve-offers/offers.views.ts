import type { ReserveLine, ReserveOffer } from '@progress-ess/shared/reserve-offers'
import type { ReserveTurn } from '../awards/index.ts'
import type { findReserveFiles, OfferRow } from './offers.queries.ts'
import { allowedOfferActions, type OfferRole } from './offers.rules.ts'

type FileRow = Awaited<ReturnType<typeof findReserveFiles>>[number]

export const toOffer = (row: OfferRow, roles: readonly OfferRole[], now: Date): ReserveOffer => ({
  reserveOfferId: row.reserveOfferId,
  callId: row.callId,
  applicationId: row.applicationId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationName: row.organisationName,
  reserveRank: row.reserveRank,
  amountCents: row.amountCents,
  ceilingCents: row.ceilingCents,
  status: row.status,
  offeredAt: row.offeredAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  reason: row.reason,
  awardId: row.awardId,
  allowedActions: allowedOfferActions(row, roles, now),
})

export const toLine = (file: FileRow, turn: ReserveTurn, offer: ReserveOffer | null): ReserveLine => ({
  applicationId: file.applicationId,
  number: file.number ?? '',
  projectTitle: file.projectTitle ?? '',
  organisationName: file.organisationName,
  reserveRank: file.reserveRank ?? 0,
  requestedCents: file.requestedCents,
  ...turn,
  offer,
})
