import type { CallForm, FormSection, Question, QuestionKind } from '@progress-ess/shared/calls'
import { TITLE_QUESTION } from '@progress-ess/shared/calls'
import { freeName } from './lists.ts'

type Detail = 'maxLength' | 'min' | 'max' | 'options'

/** What a question of each kind may say beside its label. */
export const DETAILS: Readonly<Record<QuestionKind, readonly Detail[]>> = {
  shortText: ['maxLength'],
  longText: ['maxLength'],
  integer: ['min', 'max'],
  money: ['min', 'max'],
  date: [],
  choice: ['options'],
  choices: ['options'],
  communes: [],
  yesNo: [],
  files: ['max'],
}

const ALL: readonly Detail[] = ['maxLength', 'min', 'max', 'options']

/** The question that names the project: every form keeps it. */
export const isTitle = ({ id }: Pick<Question, 'id'>): boolean => id === TITLE_QUESTION

export const holdsTitle = ({ questions }: FormSection): boolean => questions.some(isTitle)

/**
 * Changes the kind in place. What the new kind has no use for is put aside in `aside`, so that going back loses nothing.
 */
export function changeKind(question: Question, kind: QuestionKind, aside: Partial<Question>): void {
  question.kind = kind
  for (const detail of ALL) {
    const isUsed = DETAILS[kind].includes(detail)
    const [from, to]: [Partial<Question>, Partial<Question>] = isUsed ? [aside, question] : [question, aside]
    if (from[detail] === undefined) continue
    Object.assign(to, { [detail]: from[detail] })
    Reflect.deleteProperty(from, detail)
  }
}

/** A question with a key that no other of the form has. */
export function newQuestion({ sections }: CallForm): Question {
  const taken = sections.flatMap(({ questions }) => questions.map(({ id }) => id))
  return { id: freeName('question', taken), kind: 'longText', label: '', isRequired: true, maxLength: 3_000 }
}

/** A section with its first question. */
export function newSection(form: CallForm): FormSection {
  const id = freeName(
    'section',
    form.sections.map((one) => one.id),
  )
  return { id, title: '', questions: [newQuestion(form)] }
}
