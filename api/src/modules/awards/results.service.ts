import type { ApplicantDecision, Laureate, Results, RevealedDraw } from '@progress-ess/shared/awards'
import type { Db } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { toCsv } from '../../kit/csv.ts'
import { emitEvent } from '../../kit/events.ts'
import { queueMails } from '../../kit/mail.ts'
import { eurosOf } from '../../kit/money.rules.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { markResultsPublished } from '../calls/index.ts'
import { findRecipients } from '../organisations/index.ts'
import { decisionPublishedMail } from './awards.mails.ts'
import { findAward } from './awards.queries.ts'
import { drawOf } from './awards.ranking.rules.ts'
import { toAward } from './awards.views.ts'
import { findSignedSteps } from './approvals.queries.ts'
import { acceptByOf } from './procedure.service.ts'
import { findBeacon } from './beacon.queries.ts'
import * as queries from './results.queries.ts'
import { toApplicantDecision, toLaureate, toResults } from './results.views.ts'
import { findSeed, lockCall } from './scenarios.queries.ts'

/**
 * Publishes the results: the public page, each applicant’s own decision, and a mail to each organisation. Every submitted
 * file must be decided. The call, the decisions, the awards and the mails change together, or not at all.
 */
export async function publishResults(ctx: Context, callId: string): Promise<Results> {
  await inTransaction(ctx, async (inner) => {
    const call = await queries.findResultsCall(inner.db, callId)
    if (call === undefined) throw notFound('call')
    await lockCall(inner.db, callId)
    const undecided = await queries.countUndecided(inner.db, callId)
    if (undecided > 0) {
      throw new Refusal('conflict', 'decisions-incomplete', 'Some submitted files are not decided yet', {
        context: { undecided },
      })
    }
    await markResultsPublished(inner, callId)
    const published = await queries.publishDecisions(inner.db, callId, inner.now, await acceptByOf(inner, callId))
    for (const decision of published) {
      await queueMails(inner, await findRecipients(inner.db, decision.organisationId), {
        template: 'decision-published',
        dedupeKey: `decision-published:${decision.decisionId}`,
        write: (locale) =>
          decisionPublishedMail(locale, {
            number: decision.number ?? '',
            link: `${inner.settings.publicUrl}/mes-dossiers/${decision.applicationId}/decision`,
            service: inner.settings.service,
          }),
      })
      await emitEvent(inner, {
        kind: 'decision.published',
        subjectType: 'application',
        subjectId: decision.applicationId,
      })
    }
    await recordAudit(inner, {
      operation: 'publishResults',
      subjectType: 'call',
      subjectId: callId,
      data: { decisions: published.length },
    })
  })
  return getResults(ctx, callId)
}

/** The call, once its results are public. Refuses `call-not-found` and `results-not-published`. */
export async function findPublishedCall(db: Db, callId: string) {
  const call = await queries.findResultsCall(db, callId)
  if (call === undefined) throw notFound('call')
  const { resultsPublishedAt } = call
  if (resultsPublishedAt === null) {
    throw new Refusal('notFound', 'results-not-published', 'The results of this call are not published')
  }
  return { ...call, resultsPublishedAt }
}

async function readResults(ctx: Context, callId: string) {
  const call = await findPublishedCall(ctx.db, callId)
  const laureates = await queries.findLaureates(ctx.db, callId)
  return { call, laureates: laureates.map(toLaureate) }
}

export async function getResults(ctx: Context, callId: string): Promise<Results> {
  const { call, laureates } = await readResults(ctx, callId)
  return toResults(call, laureates, await queries.countSubmitted(ctx.db, callId), await revealDraw(ctx.db, call))
}

/** The draw of the rules that were followed: the adopted scenario’s, else the published ones. */
export async function revealDraw(db: Db, call: queries.ResultsCall): Promise<RevealedDraw | null> {
  const draw = drawOf(call.scenarioRules ?? call.awardRules)
  if (draw === null) return null
  const { seedCommitment, beacon } = draw
  const seedHex = await findSeed(db, call.callId, seedCommitment)
  if (seedHex === undefined) return null
  const recorded = beacon === undefined ? undefined : await findBeacon(db, call.callId)
  if (beacon === undefined || recorded?.value == null) return { seedCommitment, seedHex }
  const { value, isFallback } = recorded
  return {
    seedCommitment,
    seedHex,
    beacon: { source: beacon.source, at: beacon.at, value, isFallback: isFallback === true },
  }
}

const COLUMNS = [
  'number',
  'organisation',
  'siren',
  'family',
  'commune_code',
  'commune',
  'project',
  'requested_eur',
  'awarded_eur',
] as const

/** The same as CSV: UTF-8, commas, a point for decimals. */
export async function exportResults(ctx: Context, callId: string): Promise<string> {
  const { laureates } = await readResults(ctx, callId)
  return toCsv(COLUMNS, laureates.map(toRow), { separator: ',' })
}

const toRow = (laureate: Laureate): string[] => [
  laureate.number,
  laureate.organisationName,
  laureate.siren ?? '',
  laureate.family,
  laureate.communeCode,
  laureate.communeName,
  laureate.projectTitle,
  eurosOf(laureate.requestedCents),
  eurosOf(laureate.amountCents),
]

/** The decision on one’s own file, once published, with what the rules say of it and the means of appeal. */
export async function getDecision(ctx: Context, applicationId: string): Promise<ApplicantDecision> {
  const isStaff = hasRole(ctx.actor, 'agent', 'manager', 'admin')
  const memberId = isStaff ? null : requireAccount(ctx.actor).accountId
  const row = await queries.findPublishedDecision(ctx.db, applicationId, memberId)
  if (row === undefined) throw notFound('application')
  const { outcome, publishedAt } = row
  if (outcome === null || publishedAt === null) throw notFound('decision')
  const award = row.awardId === null ? null : await findAward(ctx.db, row.awardId)
  return toApplicantDecision(
    { ...row, outcome, publishedAt },
    award == null
      ? null
      : toAward(award, isStaff ? (hasRole(ctx.actor, 'manager') ? ['manager'] : []) : ['beneficiary'], ctx.now),
    await findSignedSteps(ctx.db, applicationId),
  )
}
