import type { AnswerValue, Question } from '@progress-ess/shared/calls'
import { COMMUNES } from '@progress-ess/shared/reference'

/** How the language of the page writes what an answer holds. */
export type AnswerWords = {
  readonly yes: string
  readonly no: string
  readonly euros: (cents: number) => string
  readonly number: (value: number) => string
  readonly day: (day: string) => string
  readonly list: (items: readonly string[]) => string
}

const COMMUNE_NAMES = new Map(COMMUNES.map(({ code, name }) => [code, name]))

/** An answer as a sentence of the page; null when nothing was answered. An unknown option is shown as it was sent. */
export function answerText(
  question: Question,
  value: AnswerValue | null | undefined,
  words: AnswerWords,
): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') return question.kind === 'money' ? words.euros(value) : words.number(value)
  if (typeof value === 'string') {
    if (question.kind === 'date') return words.day(value)
    return question.kind === 'choice' ? optionLabel(question, value) : value
  }
  if (value.length === 0) return null
  // Their names are with the files: see FileList.vue.
  if (question.kind === 'files') return words.number(value.length)
  const nameOf = question.kind === 'communes' ? communeName : (item: string) => optionLabel(question, item)
  return words.list(value.map(nameOf))
}

const communeName = (code: string): string => COMMUNE_NAMES.get(code) ?? code

const optionLabel = ({ options = [] }: Question, wanted: string): string =>
  options.find(({ value }) => value === wanted)?.label ?? wanted
