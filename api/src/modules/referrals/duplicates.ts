import type { Db, Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { type AssignmentRow, findAssignments } from './assignments.queries.ts'
import { findAlikePairs } from './duplicates.queries.ts'
import { isPossibleDuplicate, matchParties, type MatchedBy } from './party.rules.ts'
import * as queries from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { standingFor } from './referrals.views.ts'
import { readable } from './sharing.rules.ts'

type Wanted = Parameters<typeof matchParties>[0] & { readonly subject: string }

/** How a referral that the partner reads is like what is wanted, by what he may read of both; null when it is of somebody else. */
export function likeness(
  wanted: Wanted,
  row: queries.ReferralRow,
  assignments: readonly AssignmentRow[],
  { partnerId, now }: { partnerId: string; now: Date },
): { matchedBy: MatchedBy; isPossibleDuplicate: boolean; status: queries.ReferralRow['status'] } | null {
  const matchedBy = matchParties(wanted, readable(row))
  if (matchedBy === null) return null
  const { status, since } = standingFor(row, assignments, partnerId)
  const open = status === 'draft' || isOpen(status)
  const other = { subject: row.subject, isOpen: open, closedAt: open ? null : since }
  return { matchedBy, status, isPossibleDuplicate: isPossibleDuplicate(wanted.subject, other, now) }
}

/** Which of these referrals have a possible duplicate among all that the partner reads. */
export async function withPossibleDuplicates(
  ctx: Context<Db | Trx>,
  partnerId: string,
  rows: readonly queries.ReferralRow[],
): Promise<ReadonlySet<string>> {
  const pairs = await findAlikePairs(
    ctx.db,
    rows.map(({ referralId }) => referralId),
    partnerId,
    ctx.now,
  )
  const otherIds = [...new Set(pairs.map(({ otherId }) => otherId))]
  if (otherIds.length === 0) return new Set()
  const [others, assignments] = await Promise.all([
    queries.findReadable(ctx.db, otherIds, { partnerId, now: ctx.now }),
    findAssignments(ctx.db, otherIds),
  ])
  const isAlike = ({ referralId, otherId }: (typeof pairs)[number]): boolean => {
    const row = rows.find((one) => one.referralId === referralId)
    const other = others.find((one) => one.referralId === otherId)
    if (row === undefined || other === undefined) return false
    return likeness(readable(row), other, assignments, { partnerId, now: ctx.now })?.isPossibleDuplicate === true
  }
  return new Set(pairs.filter(isAlike).map(({ referralId }) => referralId))
}
