import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

type Counts = {
  sent: number
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

/** Assignments sent within the days (in Paris, both included), of real referrals. */
const within = (from: string, to: string) => sql`
  a.mode = 'live' and a.sent_at >= ${from}::date::timestamp at time zone 'Europe/Paris'
  and a.sent_at < (${to}::date + 1)::timestamp at time zone 'Europe/Paris'
`

const counts = sql`
  count(*)::int as sent,
  count(*) filter (where a.answered_at is not null and a.status <> 'declined')::int as accepted,
  count(*) filter (where a.status = 'declined')::int as declined,
  count(*) filter (where a.status = 'completed')::int as completed,
  count(*) filter (where a.status = 'no_solution')::int as no_solution,
  count(*) filter (where a.status = 'unreachable')::int as unreachable,
  count(*) filter (where a.status = 'closed_no_news')::int as no_news,
  count(*) filter (where a.status = 'expired')::int as expired,
  count(*) filter (where a.closed_at is null)::int as open,
  percentile_cont(0.5) within group (order by extract(epoch from a.answered_at - a.sent_at) / 3600) as hours_to_answer,
  percentile_cont(0.5) within group (order by extract(epoch from a.contacted_at - a.answered_at) / 3600) as hours_to_contact
`

export async function countAll(db: Db, from: string, to: string): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select ${counts} from referral_assignment a where ${within(from, to)}
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate has one row')
  return row
}

export async function countByPartner(db: Db, from: string, to: string) {
  const { rows } = await sql<Counts & { partnerId: string; name: string }>`
    select p.partner_id, p.name, ${counts}
      from referral_assignment a join partner p on p.partner_id = a.recipient_partner_id
     where ${within(from, to)}
     group by p.partner_id, p.name
     order by p.name, p.partner_id
  `.execute(db)
  return rows
}

export async function countBySubject(db: Db, from: string, to: string) {
  const { rows } = await sql<{ subject: string; sent: number; completed: number }>`
    select r.subject, count(*)::int as sent, count(*) filter (where a.status = 'completed')::int as completed
      from referral_assignment a join referral r on r.referral_id = a.referral_id
     where ${within(from, to)}
     group by r.subject
     order by 2 desc, r.subject
  `.execute(db)
  return rows
}

export async function countReasons(db: Db, from: string, to: string) {
  const { rows } = await sql<{ reasonCode: string; count: number }>`
    select a.reason_code, count(*)::int as count
      from referral_assignment a
     where ${within(from, to)} and a.status = 'declined' and a.reason_code is not null
     group by a.reason_code
     order by 2 desc, a.reason_code
  `.execute(db)
  return rows
}
