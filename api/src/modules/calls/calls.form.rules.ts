import { type CallForm, type Question, TITLE_QUESTION } from '@progress-ess/shared/calls'
import { findDuplicates, type RuleFault, unless } from './calls.faults.rules.ts'

const CHOICES: readonly Question['kind'][] = ['choice', 'choices']

/** What prevents a form from being published. Pointers are into the form. */
export function findFormFaults({ sections }: CallForm): RuleFault[] {
  const questions = sections.flatMap((section, place) =>
    section.questions.map((question, index) => ({ question, pointer: `/sections/${place}/questions/${index}` })),
  )
  const title = questions.find(({ question }) => question.id === TITLE_QUESTION)?.question
  return [
    ...unless(
      title?.kind === 'shortText' && title.isRequired,
      '/sections',
      'title-question-missing',
      'A required short text with the id "title" names the project',
    ),
    ...findDuplicates(
      sections.map(({ id }) => id),
      (index) => `/sections/${index}/id`,
    ),
    ...findDuplicates(
      questions.map(({ question }) => question.id),
      (index) => `${questions[index]?.pointer ?? ''}/id`,
    ),
    ...questions.flatMap(({ question, pointer }) => findQuestionFaults(question, pointer)),
  ]
}

function findQuestionFaults({ kind, options = [], min, max }: Question, pointer: string): RuleFault[] {
  return [
    ...unless(
      !CHOICES.includes(kind) || options.length > 0,
      `${pointer}/options`,
      'options-missing',
      'A choice needs its options',
    ),
    ...findDuplicates(
      options.map(({ value }) => value),
      (index) => `${pointer}/options/${index}/value`,
    ),
    ...unless(
      min === undefined || max === undefined || min <= max,
      `${pointer}/min`,
      'bounds-inverted',
      'The least is above the most',
    ),
  ]
}
