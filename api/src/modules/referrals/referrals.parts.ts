import type { NewConsent, NewReferral } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { Refusal } from '../../kit/refusal.ts'
import { isBlank } from '../../kit/strings.ts'
import { findReachable, type PartnerRow } from '../partners/index.ts'
import { insertAssignment } from './assignments.queries.ts'
import { insertMessage } from './details.queries.ts'
import { judgeParty, type PartyColumns } from './party.rules.ts'
import * as queries from './referrals.queries.ts'

/** The parts of a referral, judged and kept: who, to whom, under which consent, with which words. */
export function demandParty({ party }: Pick<NewReferral, 'party'>): PartyColumns {
  const judged = judgeParty(party)
  if (judged.ok) return judged.value
  throw new Refusal('unprocessable', judged.code, judged.detail, {
    errors: [{ pointer: judged.pointer, keyword: judged.code, message: judged.detail }],
  })
}

export async function demandRecipients(
  ctx: Context<Trx>,
  me: PartnerRow,
  { recipients }: Pick<NewReferral, 'recipients'>,
): Promise<void> {
  const reachable = await findReachable(ctx, me.mode)
  const at = (index: number, code: string, message: string) =>
    new Refusal('unprocessable', code, message, {
      errors: [{ pointer: `/body/recipients/${index}`, keyword: code, message }],
    })
  const seen = new Set<string>()
  for (const [index, { partnerId, serviceId }] of recipients.entries()) {
    const isKnown = partnerId !== me.partnerId && reachable.some((one) => one.partnerId === partnerId)
    const hasService = serviceId == null || (await queries.hasService(ctx.db, partnerId, serviceId))
    if (!isKnown || !hasService) throw at(index, 'recipient-unknown', 'No such partner, or service, can be referred to')
    if (seen.has(partnerId)) throw at(index, 'recipient-twice', 'This partner is named twice')
    seen.add(partnerId)
  }
}

const YEAR_MS = 365 * 86_400_000

/** Codes: `consent-dates`. */
export async function keepConsent(
  ctx: Context<Trx>,
  me: PartnerRow,
  partyId: string,
  given: NewConsent,
): Promise<string> {
  const collectedAt = new Date(given.collectedAt)
  const expiresAt =
    given.expiresAt === undefined ? new Date(collectedAt.getTime() + 2 * YEAR_MS) : new Date(given.expiresAt)
  const span = expiresAt.getTime() - collectedAt.getTime()
  if (collectedAt > ctx.now || span <= 0 || span > 3 * YEAR_MS + 86_400_000) {
    throw new Refusal(
      'unprocessable',
      'consent-dates',
      'A consent was collected before now and ends within three years',
      {
        errors: [{ pointer: '/body/consent/collectedAt', keyword: 'consent-dates', message: 'is not possible' }],
      },
    )
  }
  const consentId = newId()
  await queries.insertConsent(ctx.db, {
    consentId,
    partyId,
    purposes: [...given.purposes],
    recipientIds: [...given.recipientIds],
    dataCategories: [...given.dataCategories],
    textSha256: given.textSha256,
    channel: given.channel,
    collectedByPartnerId: me.partnerId,
    collectedBy: given.collectedBy,
    collectedAt,
    expiresAt,
    createdAt: ctx.now,
  })
  return consentId
}

export async function keepMessage(
  ctx: Context<Trx>,
  me: PartnerRow,
  referralId: string,
  body: string | null,
): Promise<void> {
  if (body === null || isBlank(body)) return
  await insertMessage(ctx.db, {
    messageId: newId(),
    referralId,
    kind: 'message',
    visibility: 'partners',
    authorPartnerId: me.partnerId,
    body,
    at: ctx.now,
  })
}

export async function keepRecipients(
  ctx: Context<Trx>,
  { mode }: PartnerRow,
  referralId: string,
  recipients: NewReferral['recipients'],
): Promise<void> {
  for (const { partnerId, serviceId } of recipients) {
    await insertAssignment(ctx.db, {
      assignmentId: newId(),
      referralId,
      mode,
      recipientPartnerId: partnerId,
      partnerServiceId: serviceId ?? null,
      status: 'draft',
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
  }
}
