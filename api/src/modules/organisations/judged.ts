import { Refusal } from '../../kit/refusal.ts'
import type { Judged } from './organisations.rules.ts'

/** The value of a judgement, or the refusal that it stands for. */
export function demand<T>(judged: Judged<T>): T {
  if (judged.ok) return judged.value
  throw new Refusal('unprocessable', judged.code, judged.detail, {
    errors: [{ pointer: judged.pointer, keyword: judged.code, message: judged.detail }],
  })
}
