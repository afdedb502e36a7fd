import { randomInt } from 'node:crypto'
import type { NewReferral, Referral } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { actingPartner, type PartnerRow, resolveCode } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { addReader } from './readers.queries.ts'
import { demandSource, occurredAt, readReferral, viewReferral, withReferral } from './access.ts'
import { correct } from './correction.service.ts'
import { demandParty, demandRecipients, keepConsent, keepMessage, keepRecipients } from './referrals.parts.ts'
import * as queries from './referrals.queries.ts'
import { applyStep, settle } from './transition.ts'
import { readerOf } from './sharing.rules.ts'

/** Refers somebody to partners; sent at once unless it is a draft. */
export function createReferral(ctx: Context, wanted: NewReferral): Promise<Referral> {
  return inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    return viewReferral(inner, me, await create(inner, me, wanted))
  })
}

/** Somebody else has created it meanwhile, or a reset of the sandbox has let it go. */
const MOVED: readonly string[] = ['external-ref-taken', 'referral-not-found']
const PUT_ATTEMPTS = 5

/**
 * Creates under the sender’s own reference, or corrects the content of what is there. Of several at once one creates, and the
 * others correct.
 */
export async function putReferral(
  ctx: Context,
  externalRef: string,
  wanted: NewReferral,
): Promise<{ isNew: boolean; referral: Referral }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await putOnce(ctx, externalRef, wanted)
    } catch (error) {
      if (!(error instanceof Refusal) || !MOVED.includes(error.code) || attempt === PUT_ATTEMPTS) throw error
    }
  }
}

async function putOnce(
  ctx: Context,
  externalRef: string,
  wanted: NewReferral,
): Promise<{ isNew: boolean; referral: Referral }> {
  if ((wanted.externalRef ?? externalRef) !== externalRef) {
    throw new Refusal('unprocessable', 'external-ref-differs', 'The body names another reference than the address')
  }
  return inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    const known = await queries.findIdByExternalRef(inner.db, me.partnerId, externalRef)
    if (known === undefined) {
      const referralId = await create(inner, me, { ...wanted, externalRef })
      return { isNew: true, referral: await viewReferral(inner, me, referralId) }
    }
    const referral = await queries.lockReferral(inner.db, known.referralId, readerOf(inner, me))
    if (referral === undefined) throw notFound('referral')
    const { party, project, subject, activity } = wanted
    await correct(inner, { me, referral, assignments: [] }, { party, project, subject, activity })
    return { isNew: false, referral: await viewReferral(inner, me, known.referralId) }
  })
}

/** `isFileKnown`: the caller has made sure that the application is one that he may refer from. */
export async function create(
  ctx: Context<Trx>,
  me: PartnerRow,
  wanted: NewReferral,
  { isFileKnown = false }: { isFileKnown?: boolean } = {},
): Promise<string> {
  const party = demandParty(wanted)
  const at = occurredAt(ctx, wanted.occurredAt)
  const { code: subject, raw: rawSubject } = await resolveCode(ctx, me.partnerId, 'subject', wanted.subject)
  await demandRecipients(ctx, me, wanted)
  const isDraft = wanted.isDraft === true
  if (wanted.basis === 'consent' && wanted.consent === null && !isDraft) {
    throw new Refusal('unprocessable', 'consent-missing', 'The person’s consent is needed', {
      errors: [{ pointer: '/body/consent', keyword: 'consent-missing', message: 'is needed for this basis' }],
    })
  }
  const applicationId = wanted.applicationId ?? null
  if (
    applicationId !== null &&
    !isFileKnown &&
    !(hasRole(ctx.actor, 'agent', 'manager') && (await queries.hasApplication(ctx.db, applicationId)))
  ) {
    throw notFound('application')
  }
  const partyId = newId()
  const common = { createdAt: ctx.now, updatedAt: ctx.now }
  await queries.insertParty(ctx.db, { partyId, mode: me.mode, ownerPartnerId: me.partnerId, ...party, ...common })
  const consentId = wanted.consent === null ? null : await keepConsent(ctx, me, partyId, wanted.consent)
  const referralId = newId()
  const isNew = await queries.insertReferral(ctx.db, {
    referralId,
    mode: me.mode,
    reference: newReference(),
    sourcePartnerId: me.partnerId,
    externalRef: wanted.externalRef ?? null,
    partyId,
    subject,
    rawSubject,
    activity: wanted.activity,
    projectTitle: wanted.project.title,
    projectSummary: wanted.project.summary,
    projectStage: wanted.project.stage,
    basis: wanted.basis,
    consentId,
    applicationId,
    status: 'draft',
    occurredAt: at,
    ...common,
  })
  if (!isNew) throw await refTaken(ctx, me, wanted.externalRef ?? '')
  await addReader(ctx.db, { partnerId: me.partnerId, referralId, partyId, side: 'source', updatedAt: ctx.now })
  await keepRecipients(ctx, me, referralId, wanted.recipients)
  await keepMessage(ctx, me, referralId, wanted.message ?? null)
  await recordAudit(ctx, {
    operation: 'createReferral',
    subjectType: 'referral',
    subjectId: referralId,
    versionAfter: 1,
    data: { subject, recipients: wanted.recipients.length, isDraft },
  })
  if (!isDraft) await send(ctx, me, referralId, at)
  return referralId
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const four = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '0').join('')
/** 40 random bits, in letters that are not mistaken for one another on the phone. */
const newReference = (): string => `OR-${four()}-${four()}`

async function refTaken(ctx: Context<Trx>, me: PartnerRow, externalRef: string): Promise<Refusal> {
  const known = await queries.findIdByExternalRef(ctx.db, me.partnerId, externalRef)
  return new Refusal('conflict', 'external-ref-taken', 'You have used this reference before', {
    context: { referralId: known?.referralId ?? null },
  })
}

/** Sends every assignment that is a draft. */
async function send(ctx: Context<Trx>, me: PartnerRow, referralId: string, at: Date): Promise<void> {
  const referral = await readReferral(ctx, me, referralId)
  const drafts = (await findAssignments(ctx.db, [referralId])).filter(({ status }) => status === 'draft')
  if (drafts.length === 0) {
    throw new Refusal('conflict', 'assignment-wrong-status', 'This referral was sent already')
  }
  for (const draft of drafts) {
    await applyStep(ctx, referral, draft, { event: 'send', roles: ['source'], actorPartnerId: me.partnerId, at })
  }
  await settle(ctx, referralId, drafts)
}

export const sendReferral = (ctx: Context, referralId: string): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    await send(inner, held.me, referralId, inner.now)
    return viewReferral(inner, held.me, referralId)
  })
