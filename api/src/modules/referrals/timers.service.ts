import { forEachApart } from '../../kit/apart.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { type AssignmentRow, findAssignments } from './assignments.queries.ts'
import * as details from './details.queries.ts'
import * as queries from './referrals.queries.ts'
import { EXPIRY_DAYS, NO_NEWS_DAYS } from './referrals.rules.ts'
import { applyStep, settle } from './transition.ts'

const DAY_MS = 86_400_000
const BATCH = 500

/**
 * What happens by itself: expiry after 30 days, closing after 120 days without news, the end of a hold. Of what is real,
 * or of one sandbox, which has a time of its own.
 */
export async function runReferralTimers(ctx: Context, { sandboxId }: { sandboxId?: string } = {}): Promise<void> {
  const due = {
    ...(sandboxId === undefined ? {} : { sandboxId }),
    sentBefore: new Date(ctx.now.getTime() - EXPIRY_DAYS * DAY_MS),
    silentBefore: new Date(ctx.now.getTime() - NO_NEWS_DAYS * DAY_MS),
    now: ctx.now,
  }
  await forEachApart(inBatches(ctx, due), ({ assignmentId, referralId, sourcePartnerId, event }) =>
    inTransaction(ctx, async (inner) => {
      const referral = await queries.lockReferral(inner.db, referralId, {
        partnerId: sourcePartnerId,
        now: ctx.now,
      })
      const rows = await findAssignments(inner.db, [referralId])
      const assignment = rows.find((row) => row.assignmentId === assignmentId)
      if (referral === undefined || assignment === undefined) return
      if (!isStillDue(assignment, event, ctx.now)) return // somebody acted meanwhile
      await applyStep(inner, referral, assignment, { event, roles: ['system'], actorPartnerId: null, at: inner.now })
      await settle(inner, referralId, [assignment])
    }),
  )
}

type DueRow = Awaited<ReturnType<typeof details.findDue>>[number]

/** In the order of their identifiers: however many fail, those after them have their turn. */
async function* inBatches({ db }: Context, due: details.Due): AsyncGenerator<DueRow> {
  let rows: DueRow[] = []
  do {
    rows = await details.findDue(db, due, { after: rows.at(-1)?.assignmentId ?? null, limit: BATCH })
    yield* rows
  } while (rows.length === BATCH)
}

const OF: Readonly<Record<'expire' | 'resume' | 'close_no_news', readonly string[]>> = {
  expire: ['sent', 'received', 'info_requested'],
  resume: ['on_hold'],
  close_no_news: ['accepted', 'in_progress'],
}

function isStillDue(row: AssignmentRow, event: 'expire' | 'resume' | 'close_no_news', now: Date): boolean {
  if (!OF[event].includes(row.status)) return false
  if (event === 'resume') return row.heldUntil !== null && row.heldUntil <= now
  if (event === 'close_no_news') return now.getTime() - row.updatedAt.getTime() >= NO_NEWS_DAYS * DAY_MS
  const readableSince = Math.max(row.sentAt?.getTime() ?? 0, row.createdAt.getTime())
  return now.getTime() - readableSince >= EXPIRY_DAYS * DAY_MS
}
