import type { validation as fr } from '../fr/validation.ts'
import type { Texts } from '../texts.ts'

export const validation = {
  summary: 'One piece of information needs correcting | {count} pieces of information need correcting',
  required: 'This field is required.',
  type: 'The value does not have the expected form.',
  minLength: 'Write at least {limit} character. | Write at least {limit} characters.',
  maxLength: 'Too long: {limit} character at most. | Too long: {limit} characters at most.',
  minimum: 'The value must be at least {limit}.',
  maximum: 'The value must be at most {limit}.',
  exclusiveMinimum: 'The value must be more than {limit}.',
  exclusiveMaximum: 'The value must be less than {limit}.',
  multipleOf: 'The value must be a multiple of {limit}.',
  minItems: 'At least {limit} item is needed. | At least {limit} items are needed.',
  maxItems: 'At most {limit} item is allowed. | At most {limit} items are allowed.',
  uniqueItems: 'The same item appears twice.',
  pattern: 'The value contains a sign that is not accepted here.',
  enum: 'Choose an answer from the list.',
  email: "Write a complete e-mail address, for example first.last{'@'}example.org.",
  uri: 'Write a complete address that begins with https://.',
  date: 'Write a valid date.',
  dateTime: 'Write a valid date and time.',
  format: 'The value is not written as expected.',
  unknown: 'This information is not expected here.',
  money: 'Write an amount in euros, for example 12500 or 12500.50.',
  percent: 'Write a percentage, for example 80 or 12.5.',
  number: 'Write a number.',
} satisfies Texts<typeof fr>
