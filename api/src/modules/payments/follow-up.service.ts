import { FOLLOW_UP_DEFAULTS, type FollowUp, type FollowUpSettings } from '@progress-ess/shared/payments'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import * as queries from './follow-up.queries.ts'
import { needsAgreement } from './payments.rules.ts'
import { areWhole } from './plan.rules.ts'

/** The settings of a call, the defaults where nobody changed them. */
export async function followUpOf(db: Db | Trx, callId: string): Promise<FollowUpSettings> {
  const row = await queries.findFollowUp(db, callId)
  return row?.settings ?? FOLLOW_UP_DEFAULTS
}

export async function getFollowUp(ctx: Context<Db | Trx>, callId: string): Promise<FollowUp> {
  const row = await queries.findFollowUp(ctx.db, callId)
  if (row === undefined) throw notFound('call')
  return {
    callId,
    ...(row.settings ?? FOLLOW_UP_DEFAULTS),
    version: row.version ?? 1,
    allowedActions: hasRole(ctx.actor, 'manager') ? ['edit'] : [],
  }
}

/** Refuses `instalments-not-whole` when the shares are not 100 %. */
export function saveFollowUp(
  ctx: Context,
  callId: string,
  version: number,
  settings: FollowUpSettings,
): Promise<FollowUp> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockCall(inner.db, callId)
    const before = await getFollowUp(inner, callId)
    if (before.version !== version) throw staleVersion(before.version)
    if (!areWhole(settings.instalments)) {
      throw new Refusal('unprocessable', 'instalments-not-whole', 'The instalments are not 100 % together', {
        errors: [{ pointer: '/body/instalments', keyword: 'instalments-not-whole', message: 'must be 100 % together' }],
      })
    }
    await queries.saveFollowUp(inner.db, { callId, settings, version: version + 1 }, inner.now)
    await recordAudit(inner, {
      operation: 'saveFollowUp',
      subjectType: 'call',
      subjectId: callId,
      versionBefore: version,
      versionAfter: version + 1,
      data: { settings },
    })
    return getFollowUp(inner, callId)
  })
}

/** Whether an award needs an agreement: by the settings of its call, and all grants of its year to the organisation. */
export async function agreementNeed(db: Db | Trx, { awardId, callId }: { awardId: string; callId: string }) {
  const [settings, yearCents] = await Promise.all([followUpOf(db, callId), queries.findYearTotal(db, awardId)])
  return { isNeeded: needsAgreement(settings, yearCents), yearCents, thresholdCents: settings.agreementThresholdCents }
}
