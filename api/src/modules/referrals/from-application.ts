import type { Application } from '@progress-ess/shared/applications'
import type { Subject } from '@progress-ess/shared/partners'
import type { ApplicationReferral, NewReferral, ReferralDraft } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { Refusal } from '../../kit/refusal.ts'
import { getApplication } from '../applications/index.ts'
import { findAnyOrganisation, findRecipients, isEsusValidOn } from '../organisations/index.ts'
import { department, type PartnerRow } from '../partners/index.ts'
import { type AssignmentRow, findAssignments } from './assignments.queries.ts'
import { withoutSirens } from './assignments.views.ts'
import { consentText } from './consent-text.ts'
import * as orientation from './orientation.queries.ts'
import { causeOf, proposeSubject, splitName } from './orientation.rules.ts'
import * as queries from './referrals.queries.ts'
import { routingFor } from './routing.service.ts'
import { standingFor } from './referrals.views.ts'
import { coversCreatedSiren, readerOf } from './sharing.rules.ts'

/** A referral prefilled from a file that was refused, with everything but the consent. Refuses `application-not-refused`. */
export async function getReferralDraft(ctx: Context, applicationId: string): Promise<ReferralDraft> {
  const file = await getApplication(ctx, applicationId)
  const cause = causeOf(file)
  if (cause === null) throw new Refusal('conflict', 'application-not-refused', 'This file was not refused')
  const [owner] = await findRecipients(ctx.db, file.organisationId)
  const content = await contentOf(ctx, file, owner?.email ?? null)
  const subject = await subjectOf(ctx, file)
  const { communeCode } = content.party
  const me = await department(ctx)
  return {
    applicationId,
    number: file.number,
    callTitle: file.callTitle,
    ...cause,
    ...content,
    subject,
    routing: await routingFor(ctx, me, {
      subject,
      activity: content.activity,
      ...(communeCode === null ? {} : { communeCode }),
    }),
    consentText: consentText(),
    referrals: await listApplicationReferrals(ctx, applicationId),
  }
}

/** What a file says of its structure, its contact and its project. */
export async function contentOf(
  ctx: Context<Db | Trx>,
  file: Application,
  email: string | null,
): Promise<Pick<NewReferral, 'party' | 'project' | 'activity'>> {
  const organisation = await findAnyOrganisation(ctx.db, file.organisationId)
  const summary = file.answers['summary']
  return {
    party: {
      kind: 'organisation',
      ...splitName(file.contactName),
      email,
      phone: phoneOf(file.contactPhone ?? organisation?.phone ?? null),
      communeCode: organisation?.communeCode ?? null,
      organisationName: file.organisationName.slice(0, 200),
      identifier: organisation?.siret ?? organisation?.siren ?? organisation?.rna ?? null,
    },
    project: {
      title: file.projectTitle?.slice(0, 200) ?? null,
      summary: typeof summary === 'string' ? summary.slice(0, 4_000) : null,
      stage: 'created',
    },
    activity: 'unknown',
  }
}

/** A number as a referral takes it; what somebody wrote beside it is left out. */
const phoneOf = (phone: string | null): string | null =>
  phone !== null && /^[0-9+ .()-]{6,30}$/.test(phone) ? phone : null

export async function subjectOf(ctx: Context<Db | Trx>, file: Application): Promise<Subject> {
  const organisation = await findAnyOrganisation(ctx.db, file.organisationId)
  return proposeSubject(causeOf(file)?.why ?? 'refused', {
    family: file.family,
    isEsusValid:
      organisation !== undefined &&
      isEsusValidOn(organisation.esusStartsOn, organisation.esusEndsOn, dayInParis(ctx.now)),
  })
}

export type Linked = {
  readonly row: orientation.LinkedRow
  readonly referral: queries.ReferralRow
  readonly assignments: readonly AssignmentRow[]
}

/** The referrals of an application that the partner reads, with their assignments. */
export async function linkedTo(ctx: Context<Db | Trx>, me: PartnerRow, applicationId: string): Promise<Linked[]> {
  const rows = await orientation.findLinked(ctx.db, applicationId, me.partnerId)
  const all = await findAssignments(
    ctx.db,
    rows.map(({ referralId }) => referralId),
  )
  const linked: Linked[] = []
  for (const row of rows) {
    const referral = await queries.findReferral(ctx.db, row.referralId, readerOf(ctx, me))
    const assignments = all.filter(({ referralId }) => referralId === row.referralId)
    if (referral !== undefined) linked.push({ row, referral, assignments })
  }
  return linked
}

export async function listApplicationReferrals(ctx: Context, applicationId: string): Promise<ApplicationReferral[]> {
  await getApplication(ctx, applicationId) // a file that the caller does not see does not exist
  const me = await department(ctx)
  return (await linkedTo(ctx, me, applicationId)).map(({ row, referral, assignments }) => ({
    referralId: referral.referralId,
    reference: referral.reference,
    relation: row.relation,
    status: standingFor(referral, assignments, me.partnerId).status,
    subject: referral.subject,
    isAskedByApplicant: row.relation === 'from_application' && row.channel === 'form',
    recipients: assignments
      .filter((one) => referral.side === 'source' || one.recipientPartnerId === me.partnerId)
      .map((one) => {
        const { recipientPartnerId: partnerId, recipientName: name, status, outcomes } = one
        const recipient = { partnerId, name, status, outcomes }
        return coversCreatedSiren(referral, partnerId === me.partnerId) ? recipient : withoutSirens(recipient)
      }),
    createdAt: referral.createdAt.toISOString(),
    updatedAt: referral.updatedAt.toISOString(),
  }))
}
