import type { ApplicationInvitation, OpenedInvitation } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { hashOf, newToken } from '../../kit/tokens.ts'
import { prefillApplication, startApplication } from '../applications/index.ts'
import { actingPartner } from '../partners/index.ts'
import { readReferral, refuseForgotten, withReferral } from './access.ts'
import { findConsent } from './details.queries.ts'
import * as invitations from './invitations.queries.ts'
import { inviteToApplyMail } from './invitations.mails.ts'
import { findAddress } from './orientation.queries.ts'

const MONTH_MS = 30 * 86_400_000

/** Mails the person of a referral a link to a prefilled application, good until the closing, the end of the consent, and thirty days at most. */
export const inviteToApply = (ctx: Context, referralId: string, callId: string): Promise<ApplicationInvitation> =>
  withReferral(ctx, referralId, async (inner, { referral }) => {
    refuseForgotten(referral)
    if (referral.isConsentOver) {
      throw new Refusal('conflict', 'consent-withdrawn', 'The consent was withdrawn, or has ended')
    }
    if (referral.status === 'cancelled') throw new Refusal('conflict', 'referral-closed', 'This referral was cancelled')
    const { email } = referral
    if (email === null) throw new Refusal('conflict', 'party-email-missing', 'This person has no e-mail address')
    const call = await invitations.findCall(inner.db, callId)
    if (call === undefined) throw notFound('call')
    const { opensAt, closesAt } = call
    const isRunning = call.status === 'published' && opensAt !== null && opensAt <= inner.now
    if (!isRunning || closesAt === null || closesAt <= inner.now) {
      throw new Refusal('conflict', 'call-not-open', 'The call takes no applications now')
    }
    const token = newToken()
    const invitationId = newId()
    const consent = referral.consentId === null ? undefined : await findConsent(inner.db, referral.consentId)
    const ends = [closesAt.getTime(), inner.now.getTime() + MONTH_MS, consent?.expiresAt.getTime() ?? Infinity]
    const expiresAt = new Date(Math.min(...ends))
    await invitations.deleteUnused(inner.db, referralId, callId)
    await invitations.insertInvitation(inner.db, {
      applicationInvitationId: invitationId,
      referralId,
      callId,
      email,
      tokenHash: hashOf(token),
      invitedBy: accountIdOf(inner.actor),
      createdAt: inner.now,
      expiresAt,
    })
    const link = `${inner.settings.publicUrl}/candidater/invitation#${token}`
    await queueMail(inner, {
      ...inviteToApplyMail({ link, callTitle: call.title, expiresAt }),
      template: 'invite-to-apply',
      recipient: email,
      locale: 'fr',
      dedupeKey: `invite-to-apply:${invitationId}`,
    })
    await recordAudit(inner, {
      operation: 'inviteToApply',
      subjectType: 'referral',
      subjectId: referralId,
      data: { invitationId, callId },
    })
    const made = (await readInvitations(inner, referralId)).find((one) => one.invitationId === invitationId)
    if (made === undefined) throw notFound('invitation')
    return made
  })

export async function listApplicationInvitations(ctx: Context, referralId: string): Promise<ApplicationInvitation[]> {
  await readReferral(ctx, await actingPartner(ctx), referralId)
  return readInvitations(ctx, referralId)
}

/** Of a draft only that it was started is told: its content is its applicant’s. */
const readInvitations = async (ctx: Context<Db | Trx>, referralId: string): Promise<ApplicationInvitation[]> =>
  (await invitations.findInvitations(ctx.db, referralId)).map((row) => ({
    invitationId: row.applicationInvitationId,
    callId: row.callId,
    callCode: row.callCode,
    callTitle: row.callTitle,
    status:
      row.number !== null
        ? 'submitted'
        : row.usedAt !== null
          ? 'started'
          : row.expiresAt <= ctx.now
            ? 'expired'
            : 'sent',
    sentAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    applicationId: row.number === null ? null : row.applicationId,
    number: row.number,
  }))

/**
 * The living invitation of a link, for the person who got it: somebody else who holds the link learns nothing of the person
 * or the project. Refuses `application-invitation-refused`, `application-invitation-not-yours`.
 */
async function demandInvitation(ctx: Context<Db | Trx>, token: string) {
  const row = await invitations.findByToken(ctx.db, hashOf(token), ctx.now)
  const isGone = row?.blankedAt !== null || row.isConsentOver || row.status === 'cancelled'
  // Corrected since, the referral may be about somebody else.
  if (
    isGone ||
    row.email === null ||
    row.partyEmail !== row.email ||
    (row.usedAt === null && row.expiresAt <= ctx.now)
  ) {
    throw new Refusal('conflict', 'application-invitation-refused', 'This invitation is unknown, or has ended')
  }
  const account = await findAddress(ctx.db, requireAccount(ctx.actor).accountId)
  if (account?.email.toLowerCase() !== row.email) {
    throw new Refusal('forbidden', 'application-invitation-not-yours', 'Sign in with the address that got the link')
  }
  return row
}

export async function openApplicationInvitation(ctx: Context, token: string): Promise<OpenedInvitation> {
  const row = await demandInvitation(ctx, token)
  const call = await invitations.findCall(ctx.db, row.callId)
  if (call === undefined) throw notFound('call')
  return {
    call: {
      callId: call.callId,
      code: call.code,
      title: call.title,
      closesAt: call.closesAt?.toISOString() ?? null,
    },
    project: { title: row.projectTitle, summary: row.projectSummary },
    structure: {
      name: row.organisationName,
      identifier: row.siret ?? row.siren ?? row.rna,
      communeCode: row.communeCode,
    },
    expiresAt: row.expiresAt.toISOString(),
    applicationId: row.applicationId,
  }
}

/** Starts the application of one of the caller’s organisations, prefilled; pressed again, it is the same one. */
export const acceptApplicationInvitation = (
  ctx: Context,
  { token, organisationId }: { token: string; organisationId: string },
): Promise<{ applicationId: string; isNew: boolean }> =>
  inTransaction(ctx, async (inner) => {
    await invitations.lockInvitation(inner.db, hashOf(token))
    const row = await demandInvitation(inner, token)
    if (row.applicationId !== null) return { applicationId: row.applicationId, isNew: false }
    const { callId, applicationInvitationId, referralId } = row
    const { application, isNew } = await startApplication(inner, { callId, organisationId })
    const { applicationId } = application
    const name = [row.firstName, row.lastName].filter((part) => part !== null).join(' ')
    await prefillApplication(inner, applicationId, {
      title: row.projectTitle,
      summary: row.projectSummary,
      contactName: name === '' ? null : name.slice(0, 120),
      contactPhone: row.phone,
    })
    await invitations.useInvitation(inner.db, applicationInvitationId, { usedAt: inner.now, applicationId })
    await recordAudit(inner, {
      operation: 'acceptApplicationInvitation',
      subjectType: 'referral',
      subjectId: referralId,
      data: { invitationId: applicationInvitationId, applicationId },
    })
    await emitEvent(inner, { kind: 'application.started', subjectType: 'application', subjectId: applicationId })
    return { applicationId, isNew }
  })
