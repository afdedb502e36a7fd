import type { Conflict } from '../../lib/autosave/merge.ts'
import type { CallForm } from '@progress-ess/shared/calls'
import { budgetLine } from '@progress-ess/shared/reference'
import { answerText, type AnswerWords } from '../../features/answers/answerText.ts'
import { partsOf, type DraftLine } from '../../features/editor/draft.ts'

/** Words that the two sides of a conflict need. */
export type ConflictWords = AnswerWords & {
  readonly contactName: string
  readonly contactPhone: string
  readonly budget: string
  readonly funding: (status: NonNullable<DraftLine['fundingStatus']>) => string
}

export type ConflictItem = {
  readonly pointer: string
  readonly label: string
  readonly mine: string
  readonly theirs: string
}

const isLine = (value: unknown): value is DraftLine =>
  typeof value === 'object' && value !== null && 'amountCents' in value

function lineText(value: unknown, words: ConflictWords): string {
  if (typeof value === 'number') return words.euros(value)
  if (value === 'requested' || value === 'granted') return words.funding(value)
  if (typeof value === 'string') return value
  if (!isLine(value)) return ''
  const { amountCents, detail, fundingStatus } = value
  const amount = amountCents === null ? null : words.euros(amountCents)
  const funding = fundingStatus === null ? null : words.funding(fundingStatus)
  return [amount, detail, funding].filter((part) => part !== null).join(', ')
}

/** Fields that both sides changed, with the question's own words and both answers as one reads them. */
export function conflictItems(conflicts: readonly Conflict[], form: CallForm, words: ConflictWords): ConflictItem[] {
  const questions = new Map(form.sections.flatMap((section) => section.questions.map((one) => [one.id, one])))
  return conflicts.map(({ pointer, mine, theirs }) => {
    const [, part = '', id = ''] = pointer.split('/')
    const question = part === 'answers' ? questions.get(id) : undefined
    if (question !== undefined) {
      const textOf = (value: unknown): string =>
        answerText(question, value as Parameters<typeof answerText>[1], words) ?? ''
      return { pointer, label: question.label, mine: textOf(mine), theirs: textOf(theirs) }
    }
    const label = part === 'contactName' || part === 'contactPhone' ? words[part] : labelOfLine(id, words)
    return { pointer, label, mine: lineText(mine, words), theirs: lineText(theirs, words) }
  })
}

function labelOfLine(key: string, { budget }: ConflictWords): string {
  const kind = budgetLine(partsOf(key).lineId)
  return kind === undefined ? budget : `${budget}, ${kind.account} ${kind.label}`
}
