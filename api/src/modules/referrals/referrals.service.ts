import { randomInt } from 'node:crypto'
import type {
  AssignmentStatus,
  Basket,
  NewConsent,
  NewReferral,
  Referral,
  ReferralChange,
  ReferralSummary,
} from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { actingPartner, findReachable, type PartnerRow, resolveCode } from '../partners/index.ts'
import {
  demandSource,
  type Held,
  occurredAt,
  readReferral,
  refuseForgotten,
  viewReferral,
  withReferral,
} from './access.ts'
import { findInBasket } from './baskets.ts'
import { deleteMessages, findConsents, insertMessage } from './details.queries.ts'
import { deleteDraft } from './orientation.queries.ts'
import { judgeParty, type PartyColumns } from './party.rules.ts'
import * as queries from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { summariesOf } from './referrals.views.ts'
import { applyStep, settle } from './transition.ts'

export type ListRequest = Omit<queries.ListFilter, 'referralIds'> & {
  readonly basket?: Basket
  readonly limit: number
  readonly after?: string
  readonly sort?: 'updatedAt' | '-updatedAt'
}

/** The referrals of the caller’s partner, along the time of their last change. */
export async function listReferrals(ctx: Context, request: ListRequest): Promise<Page<ReferralSummary>> {
  const { limit, after, sort = 'updatedAt', basket, ...given } = request
  const { partnerId } = await actingPartner(ctx)
  const referralIds = basket === undefined ? null : await findInBasket(ctx, partnerId, given.side, basket)
  const filter = referralIds === null ? given : { ...given, referralIds }
  const rows = await queries.findReferrals(ctx.db, partnerId, filter, {
    direction: sort === 'updatedAt' ? 'asc' : 'desc',
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, ['instant', 'uuid']) }),
  })
  const { items, next } = toPage(rows, limit, (row) => [row.updatedAt.toISOString(), row.referralId])
  const assignments = await queries.findAssignments(
    ctx.db,
    items.map(({ referralId }) => referralId),
  )
  const consents = await findConsents(
    ctx.db,
    items.flatMap(({ consentId }) => consentId ?? []),
  )
  return { items: summariesOf(items, assignments, { consents, partnerId, now: ctx.now }), next }
}

/** The first reading by a recipient acknowledges: nobody has to press a button for it. */
export async function getReferral(ctx: Context, referralId: string): Promise<Referral> {
  const me = await actingPartner(ctx)
  await readReferral(ctx, me, referralId)
  const rows = await queries.findAssignments(ctx.db, [referralId])
  if (rows.some(({ recipientPartnerId, status }) => recipientPartnerId === me.partnerId && status === 'sent')) {
    await acknowledge(ctx, referralId)
  }
  return viewReferral(ctx, me, referralId)
}

const acknowledge = (ctx: Context, referralId: string): Promise<void> =>
  withReferral(ctx, referralId, async (inner, { me, referral, assignments }) => {
    const own = assignments.find((one) => one.recipientPartnerId === me.partnerId && one.status === 'sent')
    if (own === undefined) return // somebody else read it at the same instant
    await applyStep(inner, referral, own, {
      event: 'acknowledge',
      roles: ['recipient'],
      actorPartnerId: me.partnerId,
      at: inner.now,
    })
    await settle(inner, referralId)
  })

/** Refers somebody to partners; sent at once unless it is a draft. */
export function createReferral(ctx: Context, wanted: NewReferral): Promise<Referral> {
  return inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    return viewReferral(inner, me, await create(inner, me, wanted))
  })
}

/**
 * Creates under the sender’s own reference, or corrects the content of what is there. Of several at once one creates, and the
 * others correct.
 */
export async function putReferral(
  ctx: Context,
  externalRef: string,
  wanted: NewReferral,
): Promise<{ isNew: boolean; referral: Referral }> {
  try {
    return await putOnce(ctx, externalRef, wanted)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'external-ref-taken') throw error
    return putOnce(ctx, externalRef, wanted) // somebody else has created it meanwhile
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
    const referral = await queries.lockReferral(inner.db, known.referralId, me.partnerId)
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
  await queries.addReader(ctx.db, { partnerId: me.partnerId, referralId, partyId, side: 'source', updatedAt: ctx.now })
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

async function keepRecipients(
  ctx: Context<Trx>,
  { mode }: PartnerRow,
  referralId: string,
  recipients: NewReferral['recipients'],
): Promise<void> {
  for (const { partnerId, serviceId } of recipients) {
    await queries.insertAssignment(ctx.db, {
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

function demandParty({ party }: Pick<NewReferral, 'party'>): PartyColumns {
  const judged = judgeParty(party)
  if (judged.ok) return judged.value
  throw new Refusal('unprocessable', judged.code, judged.detail, {
    errors: [{ pointer: judged.pointer, keyword: judged.code, message: judged.detail }],
  })
}

async function demandRecipients(
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

async function keepConsent(ctx: Context<Trx>, me: PartnerRow, partyId: string, given: NewConsent): Promise<string> {
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

async function keepMessage(ctx: Context<Trx>, me: PartnerRow, referralId: string, body: string | null): Promise<void> {
  if (body === null || body.trim() === '') return
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

/** Sends every assignment that is a draft. */
async function send(ctx: Context<Trx>, me: PartnerRow, referralId: string, at: Date): Promise<void> {
  const referral = await readReferral(ctx, me, referralId)
  const drafts = (await queries.findAssignments(ctx.db, [referralId])).filter(({ status }) => status === 'draft')
  if (drafts.length === 0) {
    throw new Refusal('conflict', 'assignment-wrong-status', 'This referral was sent already')
  }
  for (const draft of drafts) {
    await applyStep(ctx, referral, draft, { event: 'send', roles: ['source'], actorPartnerId: me.partnerId, at })
  }
  await settle(ctx, referralId)
}

export const sendReferral = (ctx: Context, referralId: string): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    await send(inner, held.me, referralId, inner.now)
    return viewReferral(inner, held.me, referralId)
  })

/** Deletes a draft that was never sent, and what it says of the person. */
export const discardReferral = (ctx: Context, referralId: string): Promise<void> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    if (held.referral.status !== 'draft') {
      throw new Refusal('conflict', 'referral-sent', 'What was sent is cancelled, not discarded')
    }
    await discard(inner, held.referral)
  })

export async function discard(ctx: Context<Trx>, referral: queries.ReferralRow): Promise<void> {
  await deleteDraft(ctx.db, referral)
  await recordAudit(ctx, {
    operation: 'discardReferral',
    subjectType: 'referral',
    subjectId: referral.referralId,
    versionBefore: referral.version,
  })
}

export const updateReferral = (
  ctx: Context,
  referralId: string,
  version: number,
  change: ReferralChange,
): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    if (held.referral.version !== version) throw staleVersion(held.referral.version)
    await correct(inner, held, change)
    return viewReferral(inner, held.me, referralId)
  })

const isEditable = (status: AssignmentStatus): boolean => status === 'draft' || isOpen(status)

const SETTLED = ['recipients', 'basis', 'consent', 'message'] as const
const CONTENT = ['party', 'project', 'subject', 'activity', ...SETTLED] as const

/** What is settled once it is sent, and may still change in a draft: to whom, under what, and the words that go with it. */
async function correctDraft(
  ctx: Context<Trx>,
  me: PartnerRow,
  { referralId, partyId, status, consentId }: queries.ReferralRow,
  { recipients, basis, consent, message }: ReferralChange,
): Promise<Partial<{ basis: NewReferral['basis']; consentId: string | null }>> {
  if (status !== 'draft') {
    if ([recipients, basis, consent, message].every((given) => given === undefined)) return {}
    throw new Refusal('conflict', 'referral-sent', 'Recipients and consent are settled once it is sent')
  }
  if (recipients !== undefined) {
    await demandRecipients(ctx, me, { recipients })
    await queries.deleteDraftAssignments(ctx.db, referralId)
    await keepRecipients(ctx, me, referralId, recipients)
  }
  if (message !== undefined) {
    await deleteMessages(ctx.db, referralId)
    await keepMessage(ctx, me, referralId, message)
  }
  const change = basis === undefined ? {} : { basis }
  if (consent === undefined) return change
  const kept = consent === null ? null : await keepConsent(ctx, me, partyId, consent)
  await queries.replaceConsent(ctx.db, referralId, { former: consentId, consentId: kept })
  return change
}

async function correct(ctx: Context<Trx>, { me, referral }: Held, change: ReferralChange): Promise<void> {
  const { referralId, partyId } = referral
  if (!isEditable(referral.status)) throw new Refusal('conflict', 'referral-closed', 'This referral is closed')
  refuseForgotten(referral)
  if (change.party !== undefined) {
    await queries.saveParty(ctx.db, partyId, { ...demandParty({ party: change.party }), updatedAt: ctx.now })
  }
  const subject = change.subject === undefined ? null : await resolveCode(ctx, me.partnerId, 'subject', change.subject)
  const { project, activity } = change
  const draft = await correctDraft(ctx, me, referral, change)
  await queries.saveReferral(
    ctx.db,
    referralId,
    {
      ...draft,
      ...(subject === null ? {} : { subject: subject.code, rawSubject: subject.raw }),
      ...(activity === undefined ? {} : { activity }),
      ...(project === undefined
        ? {}
        : { projectTitle: project.title, projectSummary: project.summary, projectStage: project.stage }),
    },
    ctx.now,
  )
  await recordAudit(ctx, {
    operation: 'updateReferral',
    subjectType: 'referral',
    subjectId: referralId,
    versionBefore: referral.version,
    versionAfter: referral.version + 1,
    data: {
      fields: Object.keys(change).filter((field) => (CONTENT as readonly string[]).includes(field)),
    },
  })
  const readers = await queries.findReaders(ctx.db, referralId)
  await emitEvent(ctx, {
    kind: 'referral.changed',
    subjectType: 'referral',
    subjectId: referralId,
    audience: readers,
    data: { referralId, reference: referral.reference, actorPartnerId: me.partnerId, version: referral.version + 1 },
  })
}
