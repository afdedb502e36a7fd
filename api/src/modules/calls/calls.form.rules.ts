import { type CallForm, type Question, TITLE_QUESTION } from '@progress-ess/shared/calls'
import type { RuleFault } from './calls.award-rules.rules.ts'

const CHOICES: readonly Question['kind'][] = ['choice', 'choices']

/** What prevents a form from being published. Pointers are into the form. */
export function findFormFaults(form: CallForm): RuleFault[] {
  const questions = form.sections.flatMap((section, sectionIndex) =>
    section.questions.map((question, index) => ({
      question,
      pointer: `/sections/${sectionIndex}/questions/${index}`,
    })),
  )
  const ids = questions.map(({ question }) => question.id)
  const sectionIds = form.sections.map(({ id }) => id)
  const title = questions.find(({ question }) => question.id === TITLE_QUESTION)?.question
  const namesProject = title?.kind === 'shortText' && title.isRequired
  return [
    ...(namesProject
      ? []
      : [
          {
            pointer: '/sections',
            code: 'title-question-missing',
            detail: 'A required short text with the id "title" names the project',
          },
        ]),
    ...sectionIds.flatMap((id, index) =>
      sectionIds.indexOf(id) === index
        ? []
        : [{ pointer: `/sections/${index}/id`, code: 'duplicate-id', detail: `Two sections are called ${id}` }],
    ),
    ...questions.flatMap(({ question, pointer }, index): RuleFault[] => [
      ...(ids.indexOf(question.id) === index
        ? []
        : [{ pointer: `${pointer}/id`, code: 'duplicate-id', detail: `Two questions are called ${question.id}` }]),
      ...(CHOICES.includes(question.kind) && (question.options ?? []).length === 0
        ? [{ pointer: `${pointer}/options`, code: 'options-missing', detail: 'A choice needs its options' }]
        : []),
      ...findOptionFaults(question, pointer),
      ...(question.min !== undefined && question.max !== undefined && question.min > question.max
        ? [{ pointer: `${pointer}/min`, code: 'bounds-inverted', detail: 'The least is above the most' }]
        : []),
    ]),
  ]
}

function findOptionFaults({ options = [] }: Question, pointer: string): RuleFault[] {
  const values = options.map(({ value }) => value)
  return values.flatMap((value, index) =>
    values.indexOf(value) === index
      ? []
      : [
          {
            pointer: `${pointer}/options/${index}/value`,
            code: 'duplicate-id',
            detail: `Two options are called ${value}`,
          },
        ],
  )
}
