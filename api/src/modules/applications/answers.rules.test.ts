import { describe, expect, it } from '@jest/globals'
import type { AnswerValue, Question } from '@progress-ess/shared/calls'
import fc from 'fast-check'
import { checkAnswers, isAnswered, titleOf } from './answers.rules.ts'

const options = [
  { value: 'un', label: 'Un' },
  { value: 'deux', label: 'Deux' },
]
const question = (change: Partial<Question>): Question => ({
  id: 'q',
  kind: 'shortText',
  label: 'Question',
  isRequired: true,
  ...change,
})
const faultsOf = (change: Partial<Question>, value: AnswerValue | null) =>
  checkAnswers({ sections: [{ id: 's', title: 'S', questions: [question(change)] }] }, { q: value })

describe('an answer', () => {
  it.each<[Partial<Question>, AnswerValue]>([
    [{ kind: 'shortText' }, 'x'.repeat(300)],
    [{ kind: 'longText' }, `une\n${'x'.repeat(9_996)}`],
    [{ kind: 'longText', maxLength: 3 }, 'é→œ'],
    [{ kind: 'integer', min: -2, max: 2 }, -2],
    [{ kind: 'integer', min: -2, max: 2 }, 2],
    [{ kind: 'money' }, 0],
    [{ kind: 'date' }, '2024-02-29'],
    [{ kind: 'yesNo' }, false],
    [{ kind: 'choice', options }, 'deux'],
    [{ kind: 'choices', options }, ['deux', 'un']],
    [{ kind: 'choices', options }, []],
    [{ kind: 'communes' }, ['92050', '92002']],
  ])('fits %j: %j', (change, value) => {
    expect(faultsOf(change, value)).toEqual([])
  })

  it.each<[Partial<Question>, AnswerValue]>([
    [{ kind: 'shortText' }, 'x'.repeat(301)],
    [{ kind: 'shortText' }, 'une\rdeux'],
    [{ kind: 'longText', maxLength: 3 }, 'quat'],
    [{ kind: 'longText' }, ['liste']],
    [{ kind: 'integer', min: -2, max: 2 }, -3],
    [{ kind: 'integer', min: -2, max: 2 }, 3],
    [{ kind: 'integer' }, 1.5],
    [{ kind: 'money', max: 100 }, '50'],
    [{ kind: 'date' }, '2023-02-29'],
    [{ kind: 'date' }, '2023-2-1'],
    [{ kind: 'date' }, 20230201],
    [{ kind: 'yesNo' }, 'oui'],
    [{ kind: 'choice', options }, 'trois'],
    [{ kind: 'choice' }, 'un'],
    [{ kind: 'choices', options }, ['un', 'un']],
    [{ kind: 'choices', options }, 'un'],
    [{ kind: 'communes' }, ['75056']],
  ])('does not fit %j: %j', (change, value) => {
    expect(faultsOf(change, value)).toMatchObject([{ pointer: '/body/answers/q', code: 'answer-invalid' }])
  })

  it('may always be emptied', () => {
    for (const kind of ['shortText', 'integer', 'date', 'choice', 'communes', 'yesNo'] as const) {
      expect(faultsOf({ kind }, null)).toEqual([])
    }
  })

  it('that fits a date is a day that exists', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (day) => {
        expect(faultsOf({ kind: 'date' }, day.toISOString().slice(0, 10))).toEqual([])
      }),
    )
  })

  it('says something, or nothing', () => {
    expect([false, 0, 'x', ['a']].map(isAnswered)).toEqual([true, true, true, true])
    expect([null, undefined, '', ' \n', []].map(isAnswered)).toEqual([false, false, false, false, false])
  })

  it('names the project when it is a text', () => {
    expect([titleOf({ title: 'Projet' }), titleOf({ title: null }), titleOf({})]).toEqual(['Projet', null, null])
  })
})
