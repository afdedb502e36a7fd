import { Type, type Static } from 'typebox'

/** One field that was refused. `pointer` is a JSON pointer into the request, e.g. `/body/budget/0/amountCents`. */
export const ProblemError = Type.Object(
  { pointer: Type.String(), keyword: Type.String(), message: Type.String() },
  { title: 'ProblemError', additionalProperties: false },
)
export type ProblemError = Static<typeof ProblemError>

/** A refusal, as RFC 9457 has it. `code` is stable; `detail` is English for integrators, pages say it by code. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    requestId: Type.String(),
    errors: Type.Optional(Type.Array(ProblemError)),
    /** Facts that help to act on the refusal, e.g. the current version, the euros left. */
    context: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
    ),
  },
  { title: 'Problem', additionalProperties: false },
)
export type Problem = Static<typeof Problem>

/** Refusals that any operation may answer. */
export const GENERAL_CODES = [
  'invalid-request',
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
  'unauthenticated',
  'role-not-allowed',
  'second-factor-required',
  'csrf-refused',
  'right-missing',
  'key-expired',
  'network-not-allowed',
  'partner-inactive',
  'not-found',
  'method-not-allowed',
  'too-many-requests',
  'stale-version',
  'idempotency-key-reused',
  'idempotency-answer-gone',
  'version-required',
  'request-timeout',
  'unavailable',
  'internal-error',
] as const
