import type { Trx } from '../../db/database.ts'
import { forEachApart } from '../../kit/apart.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { queueMail, queueMails } from '../../kit/mail.ts'
import { dayInParis } from '../../kit/paris.ts'
import { isWorkingDay } from '../../kit/working-days.ts'
import { makeLink } from '../partners/index.ts'
import { stagesOf } from './clocks.ts'
import { digestMail, escalationMail, weeklyMail } from './referrals.mails.ts'
import * as queries from './reminders.queries.ts'

type Partner = Awaited<ReturnType<typeof queries.findBusyPartners>>[number]

/** Notes what is due to be told of what a partner received; answers what was not told before. */
async function noteDue(ctx: Context<Trx>, partnerId: string, isToldOfNew: boolean) {
  const rows = await queries.findReceived(ctx.db, partnerId)
  const due = rows.flatMap((row) =>
    stagesOf(row, ctx.now)
      .filter(({ stage }) => isToldOfNew || stage !== 'new')
      .map((one) => ({ assignmentId: row.assignmentId, ...one })),
  )
  const fresh = await queries.noteReminders(ctx.db, due, ctx.now)
  const count = (...stages: readonly string[]): number =>
    new Set(due.filter(({ stage }) => stages.includes(stage)).map(({ assignmentId }) => assignmentId)).size
  return {
    isNews: fresh.some(({ stage }) => stage !== 'escalate'),
    escalated: fresh.filter(({ stage }) => stage === 'escalate').length,
    name: rows[0]?.recipientName ?? '',
    counts: {
      waiting: rows.filter(({ status }) => status === 'sent' || status === 'received').length,
      late: count('acknowledge', 'poke', 'escalate'),
      uncontacted: count('contact'),
      silent: count('nudge'),
    },
  }
}

/**
 * On working days, one mail to each partner about whom a clock ran out since the last one: counts and no people, and the way in
 * for one without a system. What is answered is not counted; a stage is told once. After ten days the managers are told.
 */
export async function digestReferrals(ctx: Context): Promise<void> {
  const today = dayInParis(ctx.now)
  if (!isWorkingDay(today)) return
  await forEachApart(await queries.findBusyPartners(ctx.db), (partner) =>
    inTransaction(ctx, async (inner) => {
      // The system of one that is connected knows what is new.
      const due = await noteDue(inner, partner.partnerId, partner.connection !== 'full')
      if (due.isNews) await mailDigest(inner, partner, due.counts, today)
      if (due.escalated > 0) await escalate(inner, partner, { name: due.name, count: due.escalated }, today)
    }),
  )
}

async function mailDigest(
  ctx: Context<Trx>,
  partner: Partner,
  counts: Parameters<typeof digestMail>[0],
  today: string,
): Promise<void> {
  await queueMail(ctx, {
    ...digestMail(counts, await wayIn(ctx, partner)),
    template: 'referrals-waiting',
    recipient: partner.contactEmail,
    locale: 'fr',
    dedupeKey: `referrals-waiting:${partner.partnerId}:${today}`,
  })
}

/** A fresh link for a partner without a system; agents and others sign in. */
const wayIn = async (ctx: Context<Trx>, { partnerId, connection, kind }: Partner): Promise<string> =>
  connection === 'light' && kind !== 'department' ? makeLink(ctx, partnerId) : `${ctx.settings.publicUrl}/orientations`

async function escalate(
  ctx: Context<Trx>,
  { partnerId }: Partner,
  late: { name: string; count: number },
  today: string,
): Promise<void> {
  await queueMails(ctx, await queries.findManagers(ctx.db), {
    template: 'referrals-escalated',
    dedupeKey: `referrals-escalated:${partnerId}:${today}`,
    write: () => escalationMail(late, ctx.settings.publicUrl),
  })
}

/** In a sandbox nobody is written to: what would have been is counted. */
export function remindInSandbox(ctx: Context, sandboxId: string): Promise<void> {
  if (!isWorkingDay(dayInParis(ctx.now))) return Promise.resolve()
  return inTransaction(ctx, async (inner) => {
    await noteDue(inner, sandboxId, true)
  })
}

/** On Mondays, to partners without a system: what is open, behind a fresh link. */
export async function mailWeeklyDigests(ctx: Context): Promise<void> {
  const today = dayInParis(ctx.now)
  if (!isWorkingDay(today)) return
  const partners = (await queries.findBusyPartners(ctx.db)).filter(
    ({ connection, kind }) => connection === 'light' && kind !== 'department',
  )
  await forEachApart(partners, (partner) =>
    inTransaction(ctx, async (inner) => {
      const open = (await queries.findReceived(inner.db, partner.partnerId)).length
      await queueMail(inner, {
        ...weeklyMail(open, await wayIn(inner, partner)),
        template: 'referrals-weekly',
        recipient: partner.contactEmail,
        locale: 'fr',
        dedupeKey: `referrals-weekly:${partner.partnerId}:${today}`,
      })
    }),
  )
}
