import type { Application, ApplicationChange, Budget, BudgetLine } from '@progress-ess/shared/applications'
import type { AnswerValue, CallForm } from '@progress-ess/shared/calls'
import { BUDGET_LINES } from '@progress-ess/shared/reference'
import { canonical } from '../../lib/autosave/merge.ts'

/** A line being typed: its amount may still be empty. */
export type DraftLine = {
  amountCents: number | null
  detail: string | null
  fundingStatus: BudgetLine['fundingStatus']
}

/**
 * What is being typed. Lines of the budget stand under a key of their own (`60#0`, `60#1`, …), so that two people who work on
 * different lines never meet.
 */
export type ApplicationDraft = {
  answers: Record<string, AnswerValue | null>
  budget: Record<string, DraftLine>
  contactName: string | null
  contactPhone: string | null
}

type Content = Pick<Application, 'answers' | 'budget' | 'contactName' | 'contactPhone'>

const ORDER = new Map(BUDGET_LINES.map(({ id }, order) => [id, order]))

/** The line of the accounting plan, and which one among those of the same kind. */
export function partsOf(key: string): { readonly lineId: string; readonly rank: number } {
  const [lineId = '', rank = '0'] = key.split('#')
  return { lineId, rank: Number(rank) }
}

/** Keys in the order of the accounting plan. */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  return (ORDER.get(left.lineId) ?? 999) - (ORDER.get(right.lineId) ?? 999) || left.rank - right.rank
}

function linesOf(budget: Budget): Record<string, DraftLine> {
  const counts = new Map<string, number>()
  return Object.fromEntries(
    budget.map(({ lineId, amountCents, detail, fundingStatus }) => {
      const rank = counts.get(lineId) ?? 0
      counts.set(lineId, rank + 1)
      // A line without money is one whose amount is not typed yet.
      return [`${lineId}#${rank}`, { amountCents: amountCents === 0 ? null : amountCents, detail, fundingStatus }]
    }),
  )
}

/** What the editor starts from: every question of the form, answered or not. */
export function draftOf({ answers, budget, contactName, contactPhone }: Content, form: CallForm): ApplicationDraft {
  const questions = form.sections.flatMap((section) => section.questions)
  return {
    answers: Object.fromEntries(questions.map(({ id }) => [id, answers[id] ?? null])),
    budget: linesOf(budget),
    contactName,
    contactPhone,
  }
}

const textOrNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim())

/** The budget as the API takes it, in the order of the accounting plan. */
export function budgetOf(lines: ApplicationDraft['budget']): Budget {
  return Object.entries(lines)
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, { amountCents, detail, fundingStatus }]) => ({
      lineId: partsOf(key).lineId,
      amountCents: amountCents ?? 0,
      detail: textOrNull(detail),
      fundingStatus,
    }))
}

/** Where the draft and the server differ, as pointers of the contract: `/answers/need`, `/budget`, `/contact`. */
export function changedFields(draft: ApplicationDraft, server: ApplicationDraft): string[] {
  const answers = Object.keys(draft.answers).filter(
    (id) => canonical(draft.answers[id]) !== canonical(server.answers[id] ?? null),
  )
  const isBudget = canonical(budgetOf(draft.budget)) !== canonical(budgetOf(server.budget))
  const isContact =
    textOrNull(draft.contactName) !== server.contactName || textOrNull(draft.contactPhone) !== server.contactPhone
  return [
    ...answers.map((id) => `/answers/${id}`),
    ...(isBudget ? ['/budget'] : []),
    ...(isContact ? ['/contact'] : []),
  ]
}

/** The save of some fields; null when there is nothing to say. */
export function changeOf(draft: ApplicationDraft, fields: readonly string[]): ApplicationChange | null {
  if (fields.length === 0) return null
  const ids = Object.keys(draft.answers).filter((id) => fields.includes(`/answers/${id}`))
  return {
    ...(ids.length > 0 ? { answers: Object.fromEntries(ids.map((id) => [id, draft.answers[id] ?? null])) } : {}),
    ...(fields.includes('/budget') ? { budget: budgetOf(draft.budget) } : {}),
    ...(fields.includes('/contact')
      ? { contactName: textOrNull(draft.contactName), contactPhone: textOrNull(draft.contactPhone) }
      : {}),
  }
}
