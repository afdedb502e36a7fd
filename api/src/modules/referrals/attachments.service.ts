import type { FileLink } from '@progress-ess/shared/files'
import type { ReferralAttachment } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { closeLinks, openLink, takeIn, toStoredFile, type Upload } from '../files/index.ts'
import { actingPartner, type PartnerRow } from '../partners/index.ts'
import { type AssignmentRow, findAssignments } from './assignments.queries.ts'
import { findReadings } from './readers.queries.ts'
import { readReferral, refuseForgotten, withReferral } from './access.ts'
import * as attachments from './attachments.queries.ts'
import * as queries from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { isPartyTo } from './assignments.views.ts'
import { coversFiles, isForgotten, readerOf } from './sharing.rules.ts'

/** Of each partner: nobody fills up what others need, or learns how much they sent. */
const MOST_FILES = 20

/**
 * Sends a file to the other side. Judged when the request arrives, and again when the file is here. Refuses what `takeIn`
 * refuses, `referral-closed`, `consent-withdrawn`, `party-forgotten`, `too-many-files`.
 */
export async function attachReferralFile(
  ctx: Context,
  referralId: string,
  files: Files,
  upload: Upload,
): Promise<ReferralAttachment> {
  const me = await actingPartner(ctx)
  await demandOpen(ctx, me, await readReferral(ctx, me, referralId))
  const { fileId } = await takeIn(ctx, files, upload, async (inner, id) => {
    const referral = await queries.lockReferral(inner.db, referralId, readerOf(inner, me))
    if (referral === undefined) throw notFound('referral')
    const own = await demandOpen(inner, me, referral)
    if ((await attachments.countAttachments(inner.db, referralId, me.partnerId)) >= MOST_FILES) {
      throw new Refusal('conflict', 'too-many-files', `A referral has at most ${MOST_FILES} files of each partner`, {
        context: { most: MOST_FILES },
      })
    }
    await attachments.insertAttachment(inner.db, {
      referralId,
      fileId: id,
      assignmentId: referral.side === 'recipient' ? (own?.assignmentId ?? null) : null,
      partnerId: me.partnerId,
      addedAt: inner.now,
    })
    await tell(inner, me, referral, { kind: 'attachment.added', operation: 'attachReferralFile', fileId: id })
  })
  const added = (await attachmentsFor(ctx, me, referralId)).find(({ file }) => file.fileId === fileId)
  if (added === undefined) throw notFound('file')
  return added
}

/** For a recipient its own part counts, which it answers; how others fare is nothing to it. */
async function demandOpen(
  ctx: Context<Db | Trx>,
  me: PartnerRow,
  referral: queries.ReferralRow,
): Promise<AssignmentRow | undefined> {
  refuseForgotten(referral)
  const rows = await findAssignments(ctx.db, [referral.referralId])
  const own = rows.find(({ recipientPartnerId }) => recipientPartnerId === me.partnerId)
  const status = referral.side === 'source' ? referral.status : (own?.status ?? 'cancelled')
  if (referral.isConsentOver && (referral.side === 'recipient' || isOpen(status))) {
    throw new Refusal('conflict', 'consent-withdrawn', 'The consent was withdrawn, or has ended')
  }
  if (status !== 'draft' && !isOpen(status)) {
    throw new Refusal('conflict', 'referral-closed', 'This referral is closed')
  }
  return own
}

type Told = {
  readonly kind: 'attachment.added' | 'attachment.removed'
  readonly operation: 'attachReferralFile' | 'removeReferralAttachment'
  readonly fileId: string
}

/** The audit line, the event for those who see the file, and the referral moved on. */
async function tell(ctx: Context<Trx>, me: PartnerRow, referral: queries.ReferralRow, what: Told): Promise<void> {
  const { referralId, reference, sourcePartnerId } = referral
  const { kind, operation, fileId } = what
  await recordAudit(ctx, { operation, subjectType: 'referral', subjectId: referralId, data: { fileId } })
  const readers = referral.side === 'source' ? await findReadings(ctx.db, referralId, ctx.now) : []
  const others = referral.side === 'source' ? readers.filter(coversFiles).map((one) => one.partnerId) : [me.partnerId]
  await emitEvent(ctx, {
    kind,
    subjectType: 'referral',
    subjectId: referralId,
    audience: [sourcePartnerId, ...others],
    data: { referralId, reference, fileId, actorPartnerId: me.partnerId },
  })
  await queries.saveReferral(ctx.db, referralId, {}, { now: ctx.now, told: others })
}

export const listReferralAttachments = async (ctx: Context, referralId: string): Promise<ReferralAttachment[]> =>
  attachmentsFor(ctx, await actingPartner(ctx), referralId)

/** The files that a partner may read: those of the source, where the consent covers them, and of its own assignment. */
export async function attachmentsFor(
  ctx: Context<Db | Trx>,
  me: PartnerRow,
  referralId: string,
): Promise<ReferralAttachment[]> {
  const referral = await readReferral(ctx, me, referralId)
  if (isForgotten(referral)) return []
  const rows = await attachments.findAttachments(ctx.db, referralId)
  if (rows.length === 0) return []
  const assignments = await findAssignments(ctx.db, [referralId])
  const seen = new Set(
    assignments.filter((one) => isPartyTo(referral, one, me.partnerId)).map(({ assignmentId }) => assignmentId),
  )
  return rows
    .filter(({ assignmentId }) => (assignmentId === null ? coversFiles(referral) : seen.has(assignmentId)))
    .map((row) => ({
      file: toStoredFile(row),
      assignmentId: row.assignmentId,
      partnerId: row.partnerId,
      partnerName: row.partnerName,
      addedAt: row.addedAt.toISOString(),
      canRemove: row.partnerId === me.partnerId,
    }))
}

/**
 * An address for a few minutes; a file that the caller may not see does not exist. Under the lock: a withdrawal, or a file
 * taken back, in the same instant ends this address too.
 */
export const linkReferralAttachment = (ctx: Context, referralId: string, fileId: string): Promise<FileLink> =>
  withReferral(ctx, referralId, async (inner, { me }) => {
    const seen = await attachmentsFor(inner, me, referralId)
    if (!seen.some(({ file }) => file.fileId === fileId)) throw notFound('file')
    return openLink(inner, fileId)
  })

/** Takes a file back: addresses given before stop at once, the bytes go with the clean-up. */
export const removeReferralAttachment = (ctx: Context, referralId: string, fileId: string): Promise<void> =>
  withReferral(ctx, referralId, async (inner, { me, referral }) => {
    const found = (await attachmentsFor(inner, me, referralId)).find(({ file }) => file.fileId === fileId)
    if (found === undefined) throw notFound('file')
    if (!found.canRemove) throw new Refusal('forbidden', 'attachment-not-yours', 'Only whoever sent it takes it back')
    await attachments.deleteAttachment(inner.db, referralId, fileId)
    await closeLinks(inner, [fileId])
    await tell(inner, me, referral, {
      kind: 'attachment.removed',
      operation: 'removeReferralAttachment',
      fileId,
    })
  })
