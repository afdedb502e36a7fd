import type { CallForm, Question } from '@progress-ess/shared/calls'
import type { ApplicationDraft } from './draft.ts'

/** Why a field cannot be saved as it is typed; `limit` is the bound that it passes. */
export type Fault = {
  readonly code: 'too-long' | 'too-small' | 'too-large' | 'not-a-day'
  readonly limit: number
  readonly isMoney: boolean
}

const CONTACT_LENGTHS = { contactName: 120, contactPhone: 30 } as const
export const DETAIL_LENGTH = 200
const LINE_LIMIT_CENTS = 1_000_000_000

/** The most characters of a text answer: the form says it, or the API's own limit. */
export const textLimit = ({ kind, maxLength }: Question): number => maxLength ?? (kind === 'shortText' ? 300 : 10_000)

const fault = (code: Fault['code'], limit: number, isMoney = false): Fault => ({ code, limit, isMoney })

function faultOf(question: Question, value: ApplicationDraft['answers'][string]): Fault | null {
  if (typeof value === 'string') {
    if (question.kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? null : fault('not-a-day', 0)
    const limit = textLimit(question)
    return value.length > limit ? fault('too-long', limit) : null
  }
  if (typeof value !== 'number') return null
  const { min, max, kind } = question
  if (min !== undefined && value < min) return fault('too-small', min, kind === 'money')
  return max !== undefined && value > max ? fault('too-large', max, kind === 'money') : null
}

/** Fields that the API would refuse, by JSON pointer into the draft. They stay on this machine until they are corrected. */
export function faultsOf(draft: ApplicationDraft, form: CallForm): ReadonlyMap<string, Fault> {
  const answers = form.sections.flatMap(({ questions }) =>
    questions.map((question): [string, Fault | null] => [
      `/answers/${question.id}`,
      faultOf(question, draft.answers[question.id] ?? null),
    ]),
  )
  const lines = Object.entries(draft.budget).map(([key, { amountCents, detail }]): [string, Fault | null] => {
    if ((detail ?? '').length > DETAIL_LENGTH) return [`/budget/${key}/detail`, fault('too-long', DETAIL_LENGTH)]
    const isOver = (amountCents ?? 0) > LINE_LIMIT_CENTS
    return [`/budget/${key}/amountCents`, isOver ? fault('too-large', LINE_LIMIT_CENTS, true) : null]
  })
  const contact = (['contactName', 'contactPhone'] as const).map((name): [string, Fault | null] => [
    `/${name}`,
    (draft[name] ?? '').length > CONTACT_LENGTHS[name] ? fault('too-long', CONTACT_LENGTHS[name]) : null,
  ])
  return new Map([...answers, ...lines, ...contact].filter((entry): entry is [string, Fault] => entry[1] !== null))
}

/** The field of the contract that a pointer into the draft belongs to. */
export function fieldOf(pointer: string): string {
  if (pointer.startsWith('/budget')) return '/budget'
  return pointer.startsWith('/contact') ? '/contact' : pointer
}
