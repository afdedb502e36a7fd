import type { AssignmentStatus } from '@progress-ess/shared/referrals'
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'
import { selectReadable } from './referrals.queries.ts'
import { findsParty, sharedAt } from './sharing.queries.ts'
import type { Reader } from './sharing.rules.ts'

/**
 * Whether the status that the partner is shown is one of these: of all assignments for the source, of its own for a recipient,
 * which learns nothing of how others fare. A `case`, which PostgreSQL takes to hold for half of the rows: the list goes on along
 * the partner’s own index.
 */
const stands = (partnerId: string, status: readonly AssignmentStatus[]) => sql<boolean>`(
  case when referral_reader.side = 'source' then referral.status = any(${status}::text[]) else (
    select own.status = any(${status}::text[]) from referral_assignment own
     where own.referral_id = referral.referral_id and own.recipient_partner_id = ${partnerId}
  ) end
)`

/** The other side: who sent what the reader received, to whom he sent what he sent. Of other recipients nothing is said. */
const isWith = (otherId: string) => sql<boolean>`(
  case when referral_reader.side = 'recipient' then referral.source_partner_id = ${otherId} else exists (
    select from referral_assignment other
     where other.referral_id = referral.referral_id and other.recipient_partner_id = ${otherId}
  ) end
)`

export type ListFilter = {
  readonly side?: 'source' | 'recipient'
  readonly status?: readonly AssignmentStatus[]
  readonly subject?: string
  readonly updatedAfter?: string
  readonly externalRef?: string
  readonly search?: string
  readonly referralIds?: readonly string[]
  readonly partnerId?: string
}

/** Along the partner’s own index by the last change, one more than `limit`. */
export function findReferrals(
  db: Db,
  { partnerId, now }: Reader,
  filter: ListFilter,
  { direction, limit, after }: { direction: 'asc' | 'desc'; limit: number; after?: readonly CursorValue[] },
) {
  let query = selectReadable(db, { partnerId, now })
  if (filter.side !== undefined) query = query.where('referralReader.side', '=', filter.side)
  if (filter.status !== undefined) query = query.where(stands(partnerId, filter.status))
  if (filter.subject !== undefined) query = query.where('referral.subject', '=', filter.subject)
  if (filter.updatedAfter !== undefined) {
    query = query.where('referralReader.updatedAt', '>=', new Date(filter.updatedAfter))
  }
  if (filter.externalRef !== undefined) {
    query = query.where('referral.externalRef', '=', filter.externalRef).where('referralReader.side', '=', 'source')
  }
  if (filter.referralIds !== undefined) {
    const { referralIds } = filter
    query = query.where('referral.referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
  }
  if (filter.partnerId !== undefined) query = query.where(isWith(filter.partnerId))
  if (filter.search !== undefined) query = query.where(matches(filter.search, now))
  if (after !== undefined) {
    query = query.where((eb) =>
      afterKey(eb, ['referralReader.updatedAt', 'referralReader.referralId'], direction, after),
    )
  }
  return query
    .orderBy('referralReader.updatedAt', direction)
    .orderBy('referralReader.referralId', direction)
    .limit(limit + 1)
    .execute()
}

/** By what the reader may read, and by nothing else. */
const matches = (search: string, now: Date) => {
  const shared = sharedAt(now)
  const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(
    referral.reference ilike ${pattern}
    or referral.project_title ilike ${pattern} and 'project' = any(${shared})
    or ${findsParty(shared, pattern)}
  )`
}
