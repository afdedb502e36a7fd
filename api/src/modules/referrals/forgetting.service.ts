import type { PartyErasure, PartyFile, Referral } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { forEachApart } from '../../kit/apart.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { Refusal } from '../../kit/refusal.ts'
import { actingPartner } from '../partners/index.ts'
import { findAssignments } from './assignments.queries.ts'
import { findReaders } from './readers.queries.ts'
import { viewReferral, withReferral } from './access.ts'
import * as erasure from './erasure.queries.ts'
import { partyCluster, viewParty } from './parties.access.ts'
import { isOpen } from './referrals.rules.ts'
import { playInSandbox } from './transition.ts'

const BATCH = 200

/**
 * Forgets a person on his request: every row of him that the caller entered. Recipients are asked to erase what they got and
 * to say so. Refuses `source-only`, `party-still-open`, `party-forgotten`.
 */
export const eraseParty = (ctx: Context, partyId: string, { cause }: PartyErasure): Promise<PartyFile> =>
  inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    const { rows } = await partyCluster(inner, me, partyId)
    const own = rows.filter(({ ownerPartnerId }) => ownerPartnerId === me.partnerId)
    if (own.length === 0) throw new Refusal('forbidden', 'source-only', 'Only the sender may do this')
    const ids = own.filter(({ blankedAt }) => blankedAt === null).map((row) => row.partyId)
    if (ids.length === 0) throw new Refusal('conflict', 'party-forgotten', 'This person is forgotten already')
    await forget(inner, ids, { operation: 'eraseParty', cause, isAsked: true })
    return viewParty(inner, me, partyId)
  })

type Forgetting = {
  readonly operation: 'eraseParty' | 'forgetReferrals'
  readonly cause: string
  /** Whether recipients are asked to erase too. */
  readonly isAsked: boolean
}

async function forget(ctx: Context<Trx>, partyIds: readonly string[], what: Forgetting): Promise<void> {
  const referrals = await erasure.lockReferralsOf(ctx.db, partyIds)
  if (referrals.some(({ status }) => isOpen(status))) {
    throw new Refusal(
      'conflict',
      'party-still-open',
      'An assignment is open: cancel it, or withdraw the consent, first',
    )
  }
  const ids = referrals.map(({ referralId }) => referralId)
  const sent = (await findAssignments(ctx.db, ids)).filter(({ status }) => status !== 'draft')
  if (what.isAsked) {
    for (const one of sent) await erasure.askErasure(ctx.db, one.referralId, one.recipientPartnerId, ctx.now)
    const consents = referrals.flatMap(({ consentId }) => consentId ?? [])
    await erasure.withdrawConsents(ctx.db, consents, ctx.now)
    for (const referral of referrals) await playInSandbox(ctx, referral)
  }
  await erasure.blank(ctx.db, partyIds, ids, ctx.now)
  await erasure.emptyAnswersAbout(ctx.db, partyIds, ids)
  for (const partyId of partyIds) {
    await recordAudit(ctx, {
      operation: what.operation,
      subjectType: 'party',
      subjectId: partyId,
      data: { cause: what.cause, referrals: ids.length, recipientsAsked: what.isAsked ? sent.length : 0 },
    })
  }
  for (const { referralId, reference } of referrals) {
    await emitEvent(ctx, {
      kind: 'party.forgotten',
      subjectType: 'referral',
      subjectId: referralId,
      audience: await findReaders(ctx.db, referralId),
      data: { referralId, reference, isErasureAsked: what.isAsked },
    })
  }
}

/** A recipient says that it has erased what it got with a referral. Saying it twice changes nothing. */
export const confirmReferralErasure = (ctx: Context, referralId: string): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, { me, referral }) => {
    await confirmOf(inner, referral, me.partnerId)
    return viewReferral(inner, me, referralId)
  })

/** Keeps the word of a recipient, or refuses `erasure-not-asked`. */
export async function confirmOf(
  ctx: Context<Trx>,
  { referralId, sourcePartnerId, consentId }: { referralId: string; sourcePartnerId: string; consentId: string | null },
  partnerId: string,
): Promise<void> {
  if (!(await erasure.confirmErasure(ctx.db, referralId, partnerId, ctx.now))) {
    throw new Refusal('conflict', 'erasure-not-asked', 'You were not asked to erase')
  }
  await recordAudit(ctx, {
    operation: 'confirmErasure',
    subjectType: 'referral',
    subjectId: referralId,
    data: { consentId },
  })
  await emitEvent(ctx, {
    kind: 'consent.erasure_confirmed',
    subjectType: 'referral',
    subjectId: referralId,
    audience: [sourcePartnerId, partnerId],
    data: { referralId, consentId, partnerId },
  })
}

/** By job: attachments six months after the closing, identities 24 months after the last activity. Figures stay. */
export async function forgetReferrals(ctx: Context): Promise<void> {
  const steps = [() => forgetFiles(ctx), () => forgetPeople(ctx)]
  await forEachApart(steps, (step) => step())
}

const forgetFiles = (ctx: Context): Promise<void> =>
  forEachApart(inBatches(erasure.findWithOldFiles, ctx), (referralId) =>
    inTransaction(ctx, async (inner) => {
      if (!(await erasure.releaseOldFiles(inner.db, referralId, inner.now))) return // reopened meanwhile
      await recordAudit(inner, { operation: 'forgetReferrals', subjectType: 'referral', subjectId: referralId })
    }),
  )

const forgetPeople = (ctx: Context): Promise<void> =>
  forEachApart(inBatches(erasure.findForgettable, ctx), (partyId) =>
    inTransaction(ctx, async (inner) => {
      await erasure.lockReferralsOf(inner.db, [partyId])
      if (!(await erasure.isForgettable(inner.db, partyId, inner.now))) return // somebody acted meanwhile
      await forget(inner, [partyId], { operation: 'forgetReferrals', cause: 'retention', isAsked: false })
    }),
  )

/** In the order of their identifiers: one that could not be forgotten does not come back in the next batch. */
async function* inBatches(find: typeof erasure.findForgettable, { db, now }: Context): AsyncGenerator<string> {
  let ids: string[] = []
  do {
    ids = await find(db, now, { after: ids.at(-1) ?? null, limit: BATCH })
    yield* ids
  } while (ids.length === BATCH)
}
