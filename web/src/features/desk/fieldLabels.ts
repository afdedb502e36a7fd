import type { CallForm } from '@progress-ess/shared/calls'

export type FieldGroup = {
  readonly id: string
  readonly title: string
  readonly isFirst: boolean
  readonly fields: readonly { readonly pointer: string; readonly label: string }[]
}

type Words = { readonly budget: string; readonly contact: string; readonly more: string }

/** Every part that a correction may reopen, by section of the form; then the budget and the contact. */
export const fieldGroups = ({ sections }: CallForm, words: Words): FieldGroup[] => [
  {
    id: 'more',
    title: words.more,
    isFirst: true,
    fields: [
      { pointer: '/budget', label: words.budget },
      { pointer: '/contact', label: words.contact },
    ],
  },
  ...sections.map(({ id, title, questions }) => ({
    id: `section-${id}`,
    title,
    isFirst: true,
    fields: questions.map((question) => ({ pointer: `/answers/${question.id}`, label: question.label })),
  })),
]

/** The name of every part by its pointer. */
export const fieldLabels = (form: CallForm, words: Words): Map<string, string> =>
  new Map(fieldGroups(form, words).flatMap(({ fields }) => fields.map(({ pointer, label }) => [pointer, label])))
