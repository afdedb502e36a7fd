import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

/** Days in Paris, both included, and what narrows it down. */
export type StatisticsFilter = {
  readonly from: string
  readonly to: string
  readonly side?: 'source' | 'recipient'
  readonly partnerId?: string
  readonly subject?: string
  readonly communeCode?: string
}

export type Counts = {
  sent: number
  answered: number
  answeredInTime: number
  accepted: number
  declined: number
  completed: number
  noSolution: number
  unreachable: number
  noNews: number
  expired: number
  open: number
  hoursToAnswer: number | null
  hoursToContact: number | null
}

/** Which group a line of figures is of: all of them, or those of one partner, subject or commune. */
export type Group = 'all' | 'partner' | 'subject' | 'commune'
type Line = Counts & {
  group: Group
  partnerId: string | null
  name: string | null
  subject: string | null
  communeCode: string | null
}

/** How many days of the calendar the agreed working days take, from one day of sending. */
export type Span = { readonly day: string; readonly workingDays: number; readonly days: number }

/** Real assignments sent within the days, with the partner at their other end. */
const sentOnes = ({ from, to, side, partnerId, subject, communeCode }: StatisticsFilter) => sql`
    from referral_assignment a
    join referral r on r.referral_id = a.referral_id
    join party on party.party_id = r.party_id
    join partner source on source.partner_id = r.source_partner_id
    join partner recipient on recipient.partner_id = a.recipient_partner_id
   where a.mode = 'live' and a.sent_at >= ${from}::date::timestamp at time zone 'Europe/Paris'
     and a.sent_at < (${to}::date + 1)::timestamp at time zone 'Europe/Paris'
     ${side === undefined ? sql`` : sql`and ${sql.ref(side)}.kind = 'department'`}
     ${partnerId === undefined ? sql`` : sql`and ${partnerId}::uuid in (r.source_partner_id, a.recipient_partner_id)`}
     ${subject === undefined ? sql`` : sql`and r.subject = ${subject}`}
     ${communeCode === undefined ? sql`` : sql`and party.commune_code = ${communeCode}`}
`

const SENT_DAY = sql`(a.sent_at at time zone 'Europe/Paris')::date`

/** The days on which something was sent, with the working days that were agreed for its answer. */
export async function findSendingDays(db: Db, filter: StatisticsFilter) {
  const { rows } = await sql<{ day: string; workingDays: number }>`
    select distinct ${SENT_DAY}::text as day, recipient.answer_days as working_days ${sentOnes(filter)}
  `.execute(db)
  return rows
}

/**
 * What the history says of each since it was sent: whether it was accepted (one that was passed on at once was answered, not
 * accepted), and how many seconds its recipient waited for information before it answered.
 */
const HISTORY = sql`
  select coalesce(bool_or(event = 'accept'), false) as was_accepted,
         coalesce(
           sum(extract(epoch from least(until, one.answered_at) - since)) filter (where to_status = 'info_requested'), 0
         ) as waited_s
    from (
      select e.event, e.to_status, greatest(e.occurred_at, one.sent_at) as since,
             lead(greatest(e.occurred_at, one.sent_at)) over (order by e.position) as until
        from referral_event e
       where e.referral_id = one.referral_id and e.assignment_id = one.assignment_id
         and e.from_status is distinct from e.to_status and e.recorded_at >= one.sent_at
    ) happened
`

/** The figures of everything, and of each partner, subject and commune, in one pass. */
export async function countGroups(db: Db, filter: StatisticsFilter, spans: readonly Span[]): Promise<Line[]> {
  const other = sql.ref(filter.side === 'recipient' ? 'source' : 'recipient')
  const { rows } = await sql<Line>`
    with one as (
      select a.*, r.subject, party.commune_code, ${other}.partner_id as other_id, ${other}.name as other_name,
             recipient.answer_days, ${SENT_DAY}::text as sent_day
      ${sentOnes(filter)}
    )
    select case when grouping(one.other_id) = 0 then 'partner' when grouping(one.subject) = 0 then 'subject'
                when grouping(one.commune_code) = 0 then 'commune' else 'all' end as "group",
           one.other_id as partner_id, one.other_name as name, one.subject, one.commune_code,
           count(*)::int as sent,
           count(one.answered_at)::int as answered,
           count(*) filter (
             where one.answered_at <= one.sent_at + span.days * interval '24 hours' + history.waited_s * interval '1 second'
           )::int as answered_in_time,
           count(*) filter (where one.answered_at is not null and history.was_accepted)::int as accepted,
           count(*) filter (where one.status = 'declined')::int as declined,
           count(*) filter (where one.status = 'completed')::int as completed,
           count(*) filter (where one.status = 'no_solution')::int as no_solution,
           count(*) filter (where one.status = 'unreachable')::int as unreachable,
           count(*) filter (where one.status = 'closed_no_news')::int as no_news,
           count(*) filter (where one.status = 'expired')::int as expired,
           count(*) filter (where one.closed_at is null)::int as open,
           percentile_cont(0.5) within group (
             order by extract(epoch from one.answered_at - one.sent_at)::float8 / 3600
           ) as hours_to_answer,
           percentile_cont(0.5) within group (
             order by extract(epoch from one.contacted_at - one.answered_at)::float8 / 3600
           ) as hours_to_contact
      from one
      cross join lateral (${HISTORY}) history
      left join jsonb_to_recordset(${JSON.stringify(spans)}::jsonb) as span (day text, "workingDays" integer, days integer)
        on span.day = one.sent_day and span."workingDays" = one.answer_days
     group by grouping sets ((), (one.other_id, one.other_name), (one.subject), (one.commune_code))
     order by one.other_name, one.other_id, count(*) desc, one.subject, one.commune_code
  `.execute(db)
  return rows
}

export async function countReasons(db: Db, filter: StatisticsFilter) {
  const { rows } = await sql<{ reasonCode: string; count: number }>`
    select a.reason_code, count(*)::int as count
      ${sentOnes(filter)} and a.status = 'declined' and a.reason_code is not null
     group by a.reason_code
     order by 2 desc, a.reason_code
  `.execute(db)
  return rows
}
