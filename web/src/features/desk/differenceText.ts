import type { RevisionDifference } from '@progress-ess/shared/applications'
import type { CallForm, QuestionKind } from '@progress-ess/shared/calls'

/** Numbers of the two revisions that are compared. */
export type Pair = { readonly from: number; readonly to: number }

type Words = { readonly euros: (cents: number) => string; readonly day: (day: string) => string }

/** A function that writes the values of a difference as the page does: amounts in euros, days in words. */
export function differenceWriter({ sections }: CallForm, { euros, day }: Words) {
  const kinds = new Map<string, QuestionKind>(
    sections.flatMap(({ questions }) => questions.map(({ id, kind }) => [`/answers/${id}`, kind] as const)),
  )
  return ({ pointer }: RevisionDifference, value: string | null): string => {
    if (value === null) return ''
    const kind = kinds.get(pointer)
    const isBudgetAmount = pointer.startsWith('/budget/') && !pointer.endsWith('/fundingStatus')
    if ((isBudgetAmount || kind === 'money') && /^-?\d+$/.test(value)) return euros(Number(value))
    return kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value
  }
}
