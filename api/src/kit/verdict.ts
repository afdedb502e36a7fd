import type { ActionAvailability, ProblemError } from '@progress-ess/shared/kit'
import { Refusal } from './refusal.ts'

type No = { readonly code: string; readonly detail: string }
type Verdict = { readonly ok: true } | ({ readonly ok: false } & No)
type Fault = No & { readonly pointer: string }

/** The refusal that a state machine's "no" stands for: somebody else's act is forbidden, anything else conflicts. */
export const refusalOf = ({ code, detail }: No): Refusal =>
  new Refusal(code === 'role-not-allowed' ? 'forbidden' : 'conflict', code, detail)

/** One action of `GET …/actions`, with the reason when it is refused. */
export const availabilityOf = (action: string, verdict: Verdict): ActionAvailability =>
  verdict.ok
    ? { action, isAllowed: true, code: null, detail: null }
    : { action, isAllowed: false, code: verdict.code, detail: verdict.detail }

/** Faults that rules found, as the `errors` of a problem document. `prefix` leads from the request to what was judged. */
export const errorsOf = (faults: readonly Fault[], prefix = ''): ProblemError[] =>
  faults.map(({ pointer, code, detail }) => ({ pointer: prefix + pointer, keyword: code, message: detail }))
