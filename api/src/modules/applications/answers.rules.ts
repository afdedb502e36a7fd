import {
  type Answers,
  type AnswerValue,
  type CallForm,
  type Question,
  TITLE_QUESTION,
} from '@progress-ess/shared/calls'
import { COMMUNES } from '@progress-ess/shared/reference'

export type AnswerFault = { pointer: string; code: string; detail: string }

/** The name of the project, as the form asks for it. */
export function titleOf(answers: Answers): string | null {
  const title = answers[TITLE_QUESTION]
  return typeof title === 'string' ? title : null
}

export const questionsOf = (form: CallForm): Question[] => form.sections.flatMap(({ questions }) => questions)

/** Checks a save: known questions, right kind, within bounds. An empty answer is fine, it is only not complete. */
export function checkAnswers(form: CallForm, answers: Answers): AnswerFault[] {
  const questions = new Map(questionsOf(form).map((question) => [question.id, question]))
  return Object.entries(answers).flatMap(([id, value]): AnswerFault[] => {
    const pointer = `/body/answers/${id}`
    const question = questions.get(id)
    if (question === undefined) {
      return [{ pointer, code: 'question-unknown', detail: `The form has no question ${id}` }]
    }
    const detail = value === null ? null : faultOf(question, value)
    return detail === null ? [] : [{ pointer, code: 'answer-invalid', detail }]
  })
}

function faultOf(question: Question, value: AnswerValue): string | null {
  switch (question.kind) {
    case 'shortText':
    case 'longText':
      return textFault(question, value)
    case 'integer':
    case 'money':
      return numberFault(question, value)
    case 'date':
      return isDay(value) ? null : 'must be a day, YYYY-MM-DD'
    case 'yesNo':
      return typeof value === 'boolean' ? null : 'must be true or false'
    case 'choice':
      return isOption(question, value) ? null : 'must be one of the options'
    case 'choices':
      return isList(value, (one) => isOption(question, one)) ? null : 'must be a list of options'
    case 'communes':
      return isList(value, (one) => COMMUNES.some(({ code }) => code === one)) ? null : 'must be a list of INSEE codes'
    case 'files':
      return filesFault(question, value)
  }
}

function textFault({ kind, maxLength }: Question, value: AnswerValue): string | null {
  if (typeof value !== 'string') return 'must be a text'
  const most = maxLength ?? (kind === 'shortText' ? 300 : 10_000)
  if (value.length > most) return `must have at most ${most} characters`
  return kind === 'shortText' && /[\r\n]/.test(value) ? 'must be one line' : null
}

function numberFault({ min, max }: Question, value: AnswerValue): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'must be a whole number'
  if (min !== undefined && value < min) return `must be at least ${min}`
  return max !== undefined && value > max ? `must be at most ${max}` : null
}

/** How many files an answer may name where the form does not say. */
const MOST_FILES = 3
const FILE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function filesFault({ max = MOST_FILES }: Question, value: AnswerValue): string | null {
  if (!isList(value, (one) => FILE_ID.test(one))) return 'must be a list of ids of attachments'
  return Array.isArray(value) && value.length > max ? `must have at most ${max} files` : null
}

/** The files that answers name, with the question of each. */
export const filesOf = (form: CallForm, answers: Answers): { fileId: string; questionId: string }[] =>
  questionsOf(form)
    .filter(({ kind }) => kind === 'files')
    .flatMap(({ id }) => {
      const value = answers[id]
      return Array.isArray(value) ? value.map((fileId) => ({ fileId, questionId: id })) : []
    })

function isDay(value: AnswerValue): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const instant = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value)
}

const isOption = ({ options }: Question, value: AnswerValue | string): boolean =>
  (options ?? []).some((option) => option.value === value)

const isList = (value: AnswerValue, isFine: (one: string) => boolean): boolean =>
  Array.isArray(value) && new Set(value).size === value.length && value.every(isFine)

/** Whether a required question has an answer that says something. */
export function isAnswered(value: AnswerValue | null | undefined): boolean {
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value.trim() !== ''
  return Array.isArray(value) ? value.length > 0 : true
}
