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
    ...questions.flatMap(({ question, pointer }, index): RuleFault[] => [
      ...(ids.indexOf(question.id) === index
        ? []
        : [{ pointer: `${pointer}/id`, code: 'duplicate-id', detail: `Two questions are called ${question.id}` }]),
      ...(CHOICES.includes(question.kind) && (question.options ?? []).length === 0
        ? [{ pointer: `${pointer}/options`, code: 'options-missing', detail: 'A choice needs its options' }]
        : []),
      ...(question.min !== undefined && question.max !== undefined && question.min > question.max
        ? [{ pointer: `${pointer}/min`, code: 'bounds-inverted', detail: 'The least is above the most' }]
        : []),
    ]),
  ]
}
