import { type Context, inTransaction } from '../../kit/context.ts'
import { eachApart } from '../../kit/each-apart.ts'
import { dayInParis } from '../../kit/paris.ts'
import { isWorkingDay } from '../../kit/working-days.ts'
import * as queries from './reports.queries.ts'
import { stageOf } from './reports.rules.ts'
import { openReport, tell } from './reports.service.ts'

const BATCH = 200
const MONTH_MS = 30 * 86_400_000

/** Opens the report of every award that owes one, whichever cannot be. Run again, or twice at once, it finds nothing left. */
export async function openReports(ctx: Context): Promise<void> {
  const apart = eachApart()
  let ids: string[] = []
  do {
    ids = await queries.findUnopened(ctx.db, ids.at(-1) ?? null, BATCH)
    for (const awardId of ids) await apart.run(() => openOne(ctx, awardId))
  } while (ids.length === BATCH)
  apart.end()
}

const openOne = (ctx: Context, awardId: string): Promise<void> =>
  inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const award = await queries.findAward(inner.db, awardId)
    if (award?.status === 'accepted' || award?.status === 'agreed') await openReport(inner, award)
  })

/** Reminds of reports that are owed: each stage once, on working days alone. */
export async function remindReports(ctx: Context): Promise<void> {
  const today = dayInParis(ctx.now)
  if (!isWorkingDay(today)) return
  const until = dayInParis(new Date(ctx.now.getTime() + MONTH_MS))
  const apart = eachApart()
  let after: string | null = null
  for (let count = BATCH; count === BATCH;) {
    const owed: Awaited<ReturnType<typeof queries.findOwed>> = await queries.findOwed(ctx.db, until, after, BATCH)
    for (const { reportId } of owed) await apart.run(() => remindOne(ctx, reportId, today))
    count = owed.length
    after = owed.at(-1)?.reportId ?? null
  }
  apart.end()
}

const remindOne = (ctx: Context, reportId: string, today: string): Promise<void> =>
  inTransaction(ctx, async (inner) => {
    const row = await queries.findReport(inner.db, reportId)
    if (row === undefined || (row.status !== 'due' && row.status !== 'changes_requested')) return
    const stage = stageOf(row.dueOn, today)
    if (stage === null) return
    await tell(inner, row, stage.startsWith('late') ? 'late' : 'soon', `${reportId}:${row.dueOn}:${stage}`)
  })
