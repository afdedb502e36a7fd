import type { Application } from '@progress-ess/shared/applications'
import type { NewOrientation, NewReferral, Orientation } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { Refusal } from '../../kit/refusal.ts'
import { getApplication } from '../applications/index.ts'
import { findMembership } from '../organisations/index.ts'
import { department, findReachable, findServices, type PartnerRow } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { consentText } from './consent-text.ts'
import { withdrawOne } from './consent.service.ts'
import { contentOf, linkedTo, subjectOf } from './from-application.ts'
import * as orientation from './orientation.queries.ts'
import { causeOf } from './orientation.rules.ts'
import * as queries from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { discard } from './correction.service.ts'
import { create } from './creation.service.ts'
import { readerOf } from './sharing.rules.ts'

/** What the applicant may ask for his refused file, has asked, and what became of it. */
export async function getOrientation(ctx: Context, applicationId: string): Promise<Orientation> {
  return view(ctx, await getApplication(ctx, applicationId), await department(ctx))
}

async function view(ctx: Context<Db | Trx>, file: Application, me: PartnerRow): Promise<Orientation> {
  const requests = (await linkedTo(ctx, me, file.applicationId)).filter(
    ({ referral, row }) => row.relation === 'from_application' && referral.side === 'source',
  )
  const partners = (await findReachable(ctx, me.mode)).filter(({ partnerId }) => partnerId !== me.partnerId)
  const services = await findServices(
    ctx.db,
    partners.map(({ partnerId }) => partnerId),
  )
  return {
    canRequest:
      causeOf(file) !== null &&
      (await mayAct(ctx, file)) &&
      !requests.some(({ row, referral }) => isPending(referral.status) && row.withdrawnAt === null),
    options: partners.map(({ partnerId, kind, name }) => ({
      partnerId,
      kind,
      name,
      subjects: [
        ...new Set(
          services.filter((one) => one.partnerId === partnerId && one.isActive).flatMap((one) => one.subjects),
        ),
      ] as Orientation['options'][number]['subjects'],
    })),
    proposedSubject: await subjectOf(ctx, file),
    consentText: consentText(),
    requests: requests.map(({ row, referral, assignments }) => ({
      referralId: referral.referralId,
      reference: referral.reference,
      status: referral.status,
      subject: referral.subject,
      recipients: assignments.map(({ recipientName, status }) => ({ name: recipientName, status })),
      requestedAt: referral.createdAt.toISOString(),
      withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
      canWithdraw: row.consentId !== null && row.withdrawnAt === null,
    })),
  }
}

const isPending = (status: queries.ReferralRow['status']): boolean => status === 'draft' || isOpen(status)

async function mayAct(ctx: Context<Db | Trx>, { organisationId }: Application): Promise<boolean> {
  const membership = await findMembership(ctx.db, requireAccount(ctx.actor).accountId, organisationId)
  return membership !== undefined && membership.role !== 'reader'
}

async function demandMember(ctx: Context<Db | Trx>, file: Application): Promise<void> {
  if (await mayAct(ctx, file)) return
  throw new Refusal('forbidden', 'organisation-read-only', 'You may only read the files of this organisation')
}

const at = (pointer: string, code: string, detail: string): Refusal =>
  new Refusal('unprocessable', code, detail, { errors: [{ pointer, keyword: code, message: detail }] })

/**
 * The applicant asks to be referred, and agrees to it online: a draft of the département with his consent, that an agent reads
 * and sends. Refuses `application-not-refused`, `orientation-exists`, `consent-text-outdated`, `recipient-unknown`.
 */
export const requestOrientation = (ctx: Context, applicationId: string, wanted: NewOrientation): Promise<Orientation> =>
  inTransaction(ctx, async (inner) => {
    const { accountId, displayName } = requireAccount(inner.actor)
    const file = await getApplication(inner, applicationId)
    await demandMember(inner, file)
    if (causeOf(file) === null) throw new Refusal('conflict', 'application-not-refused', 'This file was not refused')
    const text = consentText()
    if (wanted.consentTextSha256 !== text.sha256) {
      throw at('/body/consentTextSha256', 'consent-text-outdated', 'The words of the consent have changed')
    }
    await orientation.lockApplication(inner.db, applicationId)
    const me = await department(inner)
    if (!(await view(inner, file, me)).canRequest) {
      throw new Refusal('conflict', 'orientation-exists', 'A referral of this file is under way')
    }
    const account = await orientation.findAddress(inner.db, accountId)
    const content = await contentOf(inner, file, account?.email ?? null)
    await create(
      inner,
      me,
      {
        ...content,
        subject: wanted.subject,
        recipients: wanted.recipientIds.map((partnerId) => ({ partnerId })),
        basis: 'consent',
        consent: consentOf(wanted, text.sha256, { displayName, now: inner.now }),
        isDraft: true,
        applicationId,
        message: wanted.message ?? null,
      },
      { isFileKnown: true },
    )
    const subject = { subjectType: 'application', subjectId: applicationId }
    await recordAudit(inner, {
      ...subject,
      operation: 'requestOrientation',
      data: { recipients: wanted.recipientIds.length, subject: wanted.subject },
    })
    await emitEvent(inner, { ...subject, kind: 'orientation.requested' })
    return view(inner, file, me)
  })

const consentOf = (
  { recipientIds }: NewOrientation,
  textSha256: string,
  { displayName, now }: { displayName: string; now: Date },
): NewReferral['consent'] => ({
  purposes: ['referral', 'follow_up'],
  recipientIds: [...recipientIds],
  dataCategories: ['identity', 'contact', 'organisation', 'project'],
  textSha256,
  channel: 'form',
  collectedBy: displayName,
  collectedAt: now.toISOString(),
})

/** The applicant takes back what he agreed to for this file: drafts go, the rest is withdrawn. */
export const withdrawOrientation = (ctx: Context, applicationId: string): Promise<Orientation> =>
  inTransaction(ctx, async (inner) => {
    const file = await getApplication(inner, applicationId)
    await demandMember(inner, file)
    const me = await department(inner)
    let count = 0
    for (const { row } of await linkedTo(inner, me, applicationId)) {
      if (row.relation !== 'from_application' || row.side !== 'source' || row.consentId === null) continue
      const referral = await queries.lockReferral(inner.db, row.referralId, readerOf(inner, me))
      if (referral === undefined) continue
      if (referral.status === 'draft') {
        await discard(inner, referral)
        count += 1
      } else {
        const assignments = await findAssignments(inner.db, [row.referralId])
        if (await withdrawOne(inner, { me, referral, assignments })) count += 1
      }
    }
    if (count === 0) throw new Refusal('conflict', 'consent-withdrawn', 'No consent of this file stands')
    return view(inner, file, me)
  })
