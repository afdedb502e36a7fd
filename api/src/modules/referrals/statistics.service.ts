import type { Subject } from '@progress-ess/shared/partners'
import type { ReferralStatistics } from '@progress-ess/shared/referrals'
import type { Context } from '../../kit/context.ts'
import { addWorkingDays } from '../../kit/working-days.ts'
import * as queries from './statistics.queries.ts'

const DAY_MS = 86_400_000
const rounded = (hours: number | null): number | null => (hours === null ? null : Math.round(hours * 10) / 10)

/** How long the agreed working days are on the calendar, from noon of a day to noon of another. */
function spanOf({ day, workingDays }: { day: string; workingDays: number }): queries.Span {
  const noon = new Date(`${day}T12:00:00.000Z`)
  const days = Math.round((addWorkingDays(noon, workingDays).getTime() - noon.getTime()) / DAY_MS)
  return { day, workingDays, days }
}

const figuresOf = (line: queries.Counts) => ({
  sent: line.sent,
  answered: line.answered,
  answeredInTime: line.answeredInTime,
  accepted: line.accepted,
  declined: line.declined,
  completed: line.completed,
  noSolution: line.noSolution,
  unreachable: line.unreachable,
  noNews: line.noNews,
  expired: line.expired,
  open: line.open,
  medianHoursToAnswer: rounded(line.hoursToAnswer),
  medianHoursToContact: rounded(line.hoursToContact),
})

/** Figures of the assignments sent within the days, no people. "No news" stands apart from successes and failures. */
export async function getReferralStatistics(
  ctx: Context,
  filter: queries.StatisticsFilter,
): Promise<ReferralStatistics> {
  const spans = (await queries.findSendingDays(ctx.db, filter)).map(spanOf)
  const [lines, declineReasons] = await Promise.all([
    queries.countGroups(ctx.db, filter, spans),
    queries.countReasons(ctx.db, filter),
  ])
  const of = (group: queries.Group) => lines.filter((line) => line.group === group)
  const [all] = of('all')
  if (all === undefined) throw new Error('The empty grouping set has one row')
  return {
    from: filter.from,
    to: filter.to,
    ...figuresOf(all),
    byPartner: of('partner').flatMap((line) =>
      line.partnerId === null || line.name === null
        ? []
        : [{ partnerId: line.partnerId, name: line.name, ...figuresOf(line) }],
    ),
    bySubject: of('subject').map((line) => ({ subject: line.subject as Subject, ...figuresOf(line) })),
    byCommune: of('commune').map((line) => ({ communeCode: line.communeCode, ...figuresOf(line) })),
    declineReasons,
  }
}
