import type { CompletenessGap } from '@progress-ess/shared/applications'
import type { AnswerValue, CallForm, Question } from '@progress-ess/shared/calls'
import type { ApplicationDraft } from './draft.ts'
import { fieldOf } from './faults.ts'

/** Ids of questions and sections have no hyphen: these two never collide with one of a form. */
export const BUDGET_SECTION = 'le-budget'
export const CONTACT_SECTION = 'le-contact'

export type EditorSection = {
  readonly id: string
  /** Null for the two sections that every call has: their words are in i18n. */
  readonly title: string | null
  readonly help: string | null
  readonly questions: readonly Question[]
  /** Fields of the contract, as a correction names them. */
  readonly fields: readonly string[]
}

/** The parts of a file, in the order in which they are filled. */
export function sectionsOf(form: CallForm): EditorSection[] {
  const asked = form.sections.map(({ id, title, help, questions }) => ({
    id,
    title,
    help: help ?? null,
    questions,
    fields: questions.map((question) => `/answers/${question.id}`),
  }))
  const fixed = [
    { id: BUDGET_SECTION, fields: ['/budget'] },
    { id: CONTACT_SECTION, fields: ['/contact'] },
  ].map((section) => ({ ...section, title: null, help: null, questions: [] }))
  return [...asked, ...fixed]
}

/** The section in which a gap or a fault is mended; undefined when it is not in the file, e.g. in the organisation's page. */
export const sectionAt = (sections: readonly EditorSection[], pointer: string): EditorSection | undefined =>
  sections.find(({ fields }) => fields.includes(fieldOf(pointer)))

const isAnswered = (value: AnswerValue | null | undefined): boolean =>
  value !== null && value !== undefined && (!Array.isArray(value) || value.length > 0)

function isStarted({ id, questions }: EditorSection, draft: ApplicationDraft): boolean {
  if (id === BUDGET_SECTION) return Object.keys(draft.budget).length > 0
  if (id === CONTACT_SECTION) return draft.contactName !== null || draft.contactPhone !== null
  return questions.some((question) => isAnswered(draft.answers[question.id]))
}

/** Gaps that only say that something is still to be filled. */
const MISSING: ReadonlySet<CompletenessGap['code']> = new Set(['required', 'budget-empty', 'amount-missing'])

export type SectionStanding = {
  readonly state: 'todo' | 'current' | 'done' | 'fix' | 'locked'
  /** A correction opened it again: there is something to change even if nothing is wrong by the rules. */
  readonly isReopened?: boolean
  /** How many answers are missing, or to be corrected. */
  readonly count: number
}

export type Standpoint = {
  readonly draft: ApplicationDraft
  /** As the API found them at the last save. */
  readonly gaps: readonly CompletenessGap[]
  readonly faulty: readonly string[]
  readonly editableFields: readonly string[]
}

/** Where a section stands: not started, in progress, done, to correct, or closed to changes. */
export function standingOf(section: EditorSection, at: Standpoint): SectionStanding {
  const isOwn = (pointer: string): boolean => section.fields.includes(fieldOf(pointer))
  const isAllOpen = at.editableFields.includes('*')
  const reopened = isAllOpen ? [] : section.fields.filter((field) => at.editableFields.includes(field))
  if (!isAllOpen && reopened.length === 0) return { state: 'locked', count: 0 }
  const gaps = at.gaps.filter(({ pointer, severity }) => severity === 'error' && isOwn(pointer))
  const wrong = gaps.filter(({ code }) => !MISSING.has(code)).length + at.faulty.filter(isOwn).length
  if (wrong > 0) return { state: 'fix', count: wrong }
  if (reopened.length > 0) return { state: 'fix', count: reopened.length, isReopened: true }
  if (!isStarted(section, at.draft)) return { state: 'todo', count: gaps.length }
  return gaps.length > 0 ? { state: 'current', count: gaps.length } : { state: 'done', count: 0 }
}
