import type { Application, ApplicationChange, Completeness } from '@progress-ess/shared/applications'
import { type Answers, TITLE_QUESTION } from '@progress-ess/shared/calls'
import type { ActionAvailability } from '@progress-ess/shared/kit'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { deadlineOf as closingWithGrace, judgeEligibility } from '../calls/index.ts'
import { findAnyOrganisation, findMembership, isEsusValidOn } from '../organisations/index.ts'
import { act, readRow, rolesTowards, view } from './access.ts'
import { checkAnswers } from './answers.rules.ts'
import * as queries from './applications.queries.ts'
import { APPLICATION_ACTIONS, decideApplication, editableFields } from './applications.rules.ts'
import { situationOf } from './applications.views.ts'
import { totalsOf, unknownLines } from './budget.rules.ts'
import { type Candidate, declarationsFor, findGaps, type Terms } from './completeness.rules.ts'

export const getApplication = async (ctx: Context, applicationId: string): Promise<Application> =>
  view(ctx, await readRow(ctx, applicationId))

export async function listApplicationActions(ctx: Context, applicationId: string): Promise<ActionAvailability[]> {
  const row = await readRow(ctx, applicationId)
  const situation = situationOf(row, ctx.now)
  return APPLICATION_ACTIONS.map((action) => {
    const verdict = decideApplication(situation, action, rolesTowards(ctx.actor, row), ctx.now)
    return verdict.ok
      ? { action, isAllowed: true, code: null, detail: null }
      : { action, isAllowed: false, code: verdict.code, detail: verdict.detail }
  })
}

/** The organisation as the call’s eligibility looks at it, on the day of the request. */
export async function candidateOf(
  ctx: Context<Db | Trx>,
  organisationId: string,
  { eligibility }: Pick<Terms, 'eligibility'>,
): Promise<Candidate> {
  const organisation = await findAnyOrganisation(ctx.db, organisationId)
  if (organisation === undefined) throw notFound('organisation')
  const hasEsus = isEsusValidOn(organisation.esusStartsOn, organisation.esusEndsOn, dayInParis(ctx.receivedAt))
  const { family, communeCode } = organisation
  return { family, hasEsus, communeCode, eligibility: judgeEligibility(eligibility, { family, hasEsus, communeCode }) }
}

/** Starts an application, or finds the one that the organisation has in this call. */
export function startApplication(
  ctx: Context,
  { callId, organisationId }: { callId: string; organisationId: string },
): Promise<{ application: Application; isNew: boolean }> {
  return inTransaction(ctx, async (inner) => {
    const { accountId } = requireAccount(inner.actor)
    const membership = await findMembership(inner.db, accountId, organisationId)
    if (membership === undefined) throw notFound('organisation')
    const terms = await queries.findTerms(inner.db, callId)
    if (terms?.publishedAt == null) throw notFound('call')

    const living = await queries.findLiving(inner.db, callId, organisationId)
    if (living !== undefined) {
      return { application: view(inner, await readRow(inner, living.applicationId)), isNew: false }
    }
    if (membership.role === 'reader') {
      throw new Refusal('forbidden', 'organisation-read-only', 'You may only read the files of this organisation')
    }
    refuseUnlessOpen(terms, inner.receivedAt)
    const { eligibility } = await candidateOf(inner, organisationId, terms)
    if (!eligibility.isEligible) {
      throw new Refusal('conflict', 'organisation-not-eligible', eligibility.detail, {
        context: { reason: eligibility.code },
      })
    }
    const applicationId = newId()
    const isNew = await queries.insertApplication(inner.db, {
      applicationId,
      callId,
      organisationId,
      status: 'draft',
      createdBy: accountId,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    if (!isNew) {
      const winner = await queries.findLiving(inner.db, callId, organisationId)
      if (winner === undefined) throw notFound('application')
      return { application: view(inner, await readRow(inner, winner.applicationId)), isNew: false }
    }
    await recordAudit(inner, {
      operation: 'startApplication',
      subjectType: 'application',
      subjectId: applicationId,
      versionAfter: 1,
    })
    return { application: view(inner, await readRow(inner, applicationId)), isNew: true }
  })
}

type Openable = { status: string; opensAt: Date | null; closesAt: Date | null; graceMinutes: number }

function refuseUnlessOpen(call: Openable, at: Date): void {
  const deadline = closingWithGrace(call)
  if (call.status !== 'published' || call.opensAt === null || at < call.opensAt) {
    throw new Refusal('conflict', 'call-not-open', 'The call takes no applications now')
  }
  if (deadline === null || at >= deadline) throw new Refusal('conflict', 'call-closed', 'The call is closed')
}

/** Saves part of an application. Answers are merged by question; the budget is replaced whole. */
export function saveApplication(
  ctx: Context,
  applicationId: string,
  version: number,
  change: ApplicationChange,
): Promise<Application> {
  return act(ctx, applicationId, {
    operation: 'saveApplication',
    event: 'edit',
    version,
    data: { fields: fieldsOf(change) },
    change: async (row, inner) => {
      const roles = rolesTowards(inner.actor, row)
      refuseClosedFields(
        change,
        editableFields(situationOf(row, inner.receivedAt), roles, row.correctionFields ?? [], inner.receivedAt),
      )
      const terms = await queries.findTerms(inner.db, row.callId)
      if (terms === undefined) throw notFound('call')
      refuseFaults(terms, change)
      return contentChange(row, change)
    },
    after: async (row, inner) => {
      if (change.answers?.[TITLE_QUESTION] !== undefined) await queries.refreshSearch(inner.db, row.applicationId)
    },
  })
}

/** JSON pointers of what a save touches. */
const fieldsOf = (change: ApplicationChange): string[] => [
  ...Object.keys(change.answers ?? {}).map((id) => `/answers/${id}`),
  ...(change.budget === undefined ? [] : ['/budget']),
  ...(change.contactName === undefined && change.contactPhone === undefined ? [] : ['/contact']),
]

function refuseClosedFields(change: ApplicationChange, editable: readonly string[]): void {
  if (editable.includes('*')) return
  const closed = fieldsOf(change).filter((field) => !editable.includes(field))
  if (closed.length === 0) return
  throw new Refusal('conflict', 'field-not-reopened', 'Only the reopened fields may change', {
    errors: closed.map((field) => ({ pointer: `/body${field}`, keyword: 'field-not-reopened', message: 'is closed' })),
  })
}

function refuseFaults(terms: Terms, { answers, budget }: ApplicationChange): void {
  const faults = checkAnswers(terms.form, answers ?? {})
  const [fault] = faults
  if (fault !== undefined) {
    throw new Refusal('unprocessable', 'answer-invalid', fault.detail, {
      errors: faults.map(({ pointer, code, detail }) => ({ pointer, keyword: code, message: detail })),
    })
  }
  const unknown = unknownLines(budget ?? [])
  if (unknown.length > 0) {
    throw new Refusal('unprocessable', 'budget-line-unknown', 'The accounting plan has no such line', {
      errors: unknown.map((index) => ({
        pointer: `/body/budget/${index}/lineId`,
        keyword: 'budget-line-unknown',
        message: 'is unknown',
      })),
    })
  }
}

function contentChange(row: queries.ApplicationRow, change: ApplicationChange): queries.ContentChange {
  const { answers, budget, contactName, contactPhone } = change
  return {
    ...(answers === undefined ? {} : answersChange({ ...row.answers, ...answers })),
    ...(budget === undefined ? {} : budgetChange(budget)),
    ...(contactName === undefined ? {} : { contactName }),
    ...(contactPhone === undefined ? {} : { contactPhone }),
  }
}

function answersChange(merged: Answers): queries.ContentChange {
  const answers = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
  const title = answers[TITLE_QUESTION]
  return { answers, projectTitle: typeof title === 'string' ? title : null }
}

function budgetChange(budget: NonNullable<ApplicationChange['budget']>): queries.ContentChange {
  const { requestedCents, chargesCents } = totalsOf(budget)
  return { budget, requestedCents, chargesCents }
}

/** What is missing before the submission, and what this organisation must sign. */
export async function getCompleteness(ctx: Context, applicationId: string): Promise<Completeness> {
  const row = await readRow(ctx, applicationId)
  const terms = await queries.findTerms(ctx.db, row.callId)
  if (terms === undefined) throw notFound('call')
  const gaps = findGaps(terms, await candidateOf(ctx, row.organisationId, terms), row)
  return {
    isComplete: gaps.every(({ severity }) => severity === 'warning'),
    gaps,
    declarations: declarationsFor(row.family),
  }
}

/** Deletes a draft that was never submitted. Its audit lines stay. */
export async function discardApplication(ctx: Context, applicationId: string): Promise<void> {
  await act(ctx, applicationId, {
    operation: 'discardApplication',
    event: 'discard',
    after: async (row, inner) => queries.deleteApplication(inner.db, row.applicationId),
  })
}
