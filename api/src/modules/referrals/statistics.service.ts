import type { Subject } from '@progress-ess/shared/partners'
import type { ReferralStatistics } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import * as queries from './statistics.queries.ts'

const rounded = (hours: number | null): number | null => (hours === null ? null : Math.round(hours * 10) / 10)

/** Figures of the assignments sent within the days, no people. "No news" stands apart from successes and failures. */
export async function getReferralStatistics(ctx: Context, from: string, to: string): Promise<ReferralStatistics> {
  const [all, byPartner, bySubject, declineReasons] = await Promise.all([
    queries.countAll(ctx.db, from, to),
    queries.countByPartner(ctx.db, from, to),
    queries.countBySubject(ctx.db, from, to),
    queries.countReasons(ctx.db, from, to),
  ])
  const { hoursToAnswer, hoursToContact, ...totals } = all
  return {
    from,
    to,
    ...totals,
    medianHoursToAnswer: rounded(hoursToAnswer),
    medianHoursToContact: rounded(hoursToContact),
    byPartner: byPartner.map((row) => ({
      partnerId: row.partnerId,
      name: row.name,
      sent: row.sent,
      accepted: row.accepted,
      declined: row.declined,
      completed: row.completed,
      medianHoursToAnswer: rounded(row.hoursToAnswer),
    })),
    bySubject: bySubject.map((row) => ({ ...row, subject: row.subject as Subject })),
    declineReasons,
  }
}
