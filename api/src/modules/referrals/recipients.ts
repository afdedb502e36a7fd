import type { Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { findReachable, findServices } from '../partners/index.ts'
import { findConsent } from './details.queries.ts'
import type { ReferralRow } from './referrals.queries.ts'
import { judgeConsent, serves } from './recipients.rules.ts'
import { readable } from './sharing.rules.ts'

async function judge(
  ctx: Context<Trx>,
  referral: ReferralRow,
  recipientId: string,
): Promise<ReturnType<typeof judgeConsent>> {
  if (referral.basis !== 'consent') return { ok: true }
  const consent = referral.consentId === null ? undefined : await findConsent(ctx.db, referral.consentId)
  return judgeConsent(consent ?? null, recipientId, ctx.now)
}

/** The person has agreed to this recipient, where consent is what it stands on. */
export async function demandConsent(ctx: Context<Trx>, referral: ReferralRow, recipientId: string): Promise<void> {
  const verdict = await judge(ctx, referral, recipientId)
  if (!verdict.ok) throw new Refusal('conflict', verdict.code, verdict.detail, { context: { recipientId } })
}

/** Whether he has. Refuses `consent-withdrawn` when it is over for all, which every recipient sees. */
export async function isConsentedTo(ctx: Context<Trx>, referral: ReferralRow, recipientId: string): Promise<boolean> {
  const verdict = await judge(ctx, referral, recipientId)
  if (!verdict.ok && verdict.code !== 'consent-too-narrow') await demandConsent(ctx, referral, recipientId)
  return verdict.ok
}

/** It takes the subject in the commune, as far as whoever acts may know that: a refusal does not narrow down what is kept from him. */
export async function demandService(ctx: Context<Trx>, referral: ReferralRow, recipientId: string): Promise<void> {
  const services = await findServices(ctx.db, [recipientId])
  if (serves(services, referral.subject, readable(referral).communeCode)) return
  throw new Refusal('conflict', 'recipient-does-not-serve', 'This partner does not take this subject there', {
    context: { recipientId },
  })
}

/** A recipient can still be referred to, takes the subject in the commune, and the person has agreed to it. */
export async function demandRecipient(ctx: Context<Trx>, referral: ReferralRow, recipientId: string): Promise<void> {
  const reachable = await findReachable(ctx, referral.mode)
  if (!reachable.some(({ partnerId }) => partnerId === recipientId)) {
    throw new Refusal('unprocessable', 'recipient-unknown', 'This partner can no longer be referred to', {
      context: { recipientId },
    })
  }
  await demandConsent(ctx, referral, recipientId)
  await demandService(ctx, referral, recipientId)
}
