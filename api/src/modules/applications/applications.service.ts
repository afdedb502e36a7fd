import type { Application, ApplicationChange } from '@progress-ess/shared/applications'
import type { Answers } from '@progress-ess/shared/calls'
import type { ActionAvailability } from '@progress-ess/shared/kit'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { availabilityOf, errorsOf } from '../../kit/verdict.ts'
import { deadlineOf as closingWithGrace } from '../calls/index.ts'
import { findMembership } from '../organisations/index.ts'
import { act, readRow, rolesTowards, view } from './access.ts'
import { checkAnswers, filesOf, titleOf } from './answers.rules.ts'
import * as queries from './applications.queries.ts'
import { APPLICATION_ACTIONS, decideApplication, editableFields } from './applications.rules.ts'
import { refuseForeignFiles } from './attachments.service.ts'
import { situationOf } from './applications.views.ts'
import { totalsOf, unknownLines } from './budget.rules.ts'
import type { Terms } from './completeness.rules.ts'
import { candidateOf } from './completeness.service.ts'
import { findFrozenTerms } from './terms.ts'

export const getApplication = async (ctx: Context, applicationId: string): Promise<Application> =>
  view(ctx, await readRow(ctx, applicationId))

export async function listApplicationActions(ctx: Context, applicationId: string): Promise<ActionAvailability[]> {
  const row = await readRow(ctx, applicationId)
  const situation = situationOf(row, ctx.now)
  return APPLICATION_ACTIONS.map((action) => {
    return availabilityOf(action, decideApplication(situation, action, rolesTowards(ctx.actor, row), ctx.now))
  })
}

/** Starts an application, or finds the one that the organisation has in this call. */
export async function startApplication(
  ctx: Context,
  { callId, organisationId }: { callId: string; organisationId: string },
): Promise<{ application: Application; isNew: boolean }> {
  let isNew = false
  // What the transaction answers is kept for a replay: it is the application, as it was sent.
  const application = await inTransaction(ctx, async (inner) => {
    isNew = false
    const { accountId } = requireAccount(inner.actor)
    const membership = await findMembership(inner.db, accountId, organisationId)
    if (membership === undefined) throw notFound('organisation')
    const terms = await queries.findTerms(inner.db, callId)
    if (terms?.publishedAt == null) throw notFound('call')

    const living = await queries.findLiving(inner.db, callId, organisationId)
    if (living !== undefined) return view(inner, await readRow(inner, living.applicationId))
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
    isNew = await queries.insertApplication(inner.db, {
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
      return view(inner, await readRow(inner, winner.applicationId))
    }
    await recordAudit(inner, {
      operation: 'startApplication',
      subjectType: 'application',
      subjectId: applicationId,
      versionAfter: 1,
    })
    return view(inner, await readRow(inner, applicationId))
  })
  return { application, isNew }
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
      const terms = await findFrozenTerms(inner.db, row.callId)
      if (terms === undefined) throw notFound('call')
      refuseFaults(terms, change)
      await refuseForeignFiles(inner, row.applicationId, filesOf(terms.form, change.answers ?? {}))
      return contentChange(row, change)
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
      errors: errorsOf(faults),
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

/** Title and amounts of the row say what was submitted; a draft shows what it has. */
function contentChange(row: queries.ApplicationRow, change: ApplicationChange): queries.ContentChange {
  const { answers, budget, contactName, contactPhone } = change
  const isDraft = row.revisionNumber === 0
  return {
    ...(answers === undefined ? {} : answersChange(row, answers, isDraft)),
    ...(budget === undefined ? {} : budgetChange(budget, isDraft)),
    ...(contactName === undefined ? {} : { contactName }),
    ...(contactPhone === undefined ? {} : { contactPhone }),
  }
}

/** A title that stays is not written: PostgreSQL would make the search text anew. */
function answersChange(row: queries.ApplicationRow, changed: Answers, isDraft: boolean): queries.ContentChange {
  const merged = Object.entries({ ...row.answers, ...changed }).filter(([, value]) => value !== null)
  const answers: Answers = Object.fromEntries(merged)
  const projectTitle = titleOf(answers)
  return { answers, ...(isDraft && projectTitle !== row.projectTitle ? { projectTitle } : {}) }
}

function budgetChange(budget: NonNullable<ApplicationChange['budget']>, isDraft: boolean): queries.ContentChange {
  const { requestedCents, chargesCents } = totalsOf(budget)
  return { budget, ...(isDraft ? { requestedCents, chargesCents } : {}) }
}

/** Deletes a draft that was never submitted. Its audit lines stay. */
export async function discardApplication(ctx: Context, applicationId: string): Promise<void> {
  await act(ctx, applicationId, {
    operation: 'discardApplication',
    event: 'discard',
    after: async (row, inner) => queries.deleteApplication(inner.db, row.applicationId),
  })
}
