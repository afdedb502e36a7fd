import { Type, type Static } from 'typebox'
import { Line, Nullable, Strict, Text, Words } from '../kit/primitives.ts'

export const QuestionKind = Words(
  ['shortText', 'longText', 'integer', 'money', 'date', 'choice', 'choices', 'communes', 'yesNo', 'files'],
  'QuestionKind',
)
export type QuestionKind = Static<typeof QuestionKind>

/** Ids are stable keys of answers: `title`, `need`, … */
export const QuestionId = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$', maxLength: 40 })

export const QuestionOption = Strict(
  { value: Type.String({ pattern: '^[a-z0-9-]{1,40}$', maxLength: 40 }), label: Line(200) },
  'QuestionOption',
)

export const Question = Strict(
  {
    id: QuestionId,
    kind: QuestionKind,
    label: Line(300),
    help: Type.Optional(Text(1_000)),
    isRequired: Type.Boolean(),
    /** Texts: the most characters that an answer may have. */
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
    /** Numbers (money in cents): bounds, included. `files`: `max` is how many an answer may name, 3 unless told. */
    min: Type.Optional(Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 })),
    max: Type.Optional(Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 })),
    /** `choice` and `choices`. */
    options: Type.Optional(Type.Array(QuestionOption, { minItems: 1, maxItems: 60 })),
  },
  'Question',
)
export type Question = Static<typeof Question>

export const FormSection = Strict(
  {
    id: QuestionId,
    title: Line(120),
    help: Type.Optional(Text(1_000)),
    questions: Type.Array(Question, { minItems: 1, maxItems: 40 }),
  },
  'FormSection',
)
export type FormSection = Static<typeof FormSection>

/** What an applicant is asked, besides the organisation, the budget and the declarations. */
export const CallForm = Strict({ sections: Type.Array(FormSection, { minItems: 1, maxItems: 12 }) }, 'CallForm')
export type CallForm = Static<typeof CallForm>

/** The question whose answer names the project; every form has it. */
export const TITLE_QUESTION = 'title'

export const AnswerValue = Type.Union(
  [
    Type.String({ maxLength: 20_000, pattern: '^[^\\u0000]*$' }),
    Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 }),
    Type.Boolean(),
    Type.Array(Type.String({ maxLength: 40, pattern: '^[^\\u0000]*$' }), { maxItems: 60 }),
  ],
  { title: 'AnswerValue' },
)
export type AnswerValue = Static<typeof AnswerValue>

/** Answers by question id; `null` empties an answer. */
export const Answers = Type.Record(QuestionId, Nullable(AnswerValue), { title: 'Answers', maxProperties: 480 })
export type Answers = Static<typeof Answers>
