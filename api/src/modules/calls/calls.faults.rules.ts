import type { CallGapCode } from '@progress-ess/shared/calls'

/** Something that prevents a publication. `pointer` is a JSON pointer; `detail` is English for integrators. */
export type RuleFault = { readonly pointer: string; readonly code: CallGapCode; readonly detail: string }

/** Nothing when it is sound, else the fault. */
export const unless = (isSound: boolean, pointer: string, code: CallGapCode, detail: string): RuleFault[] =>
  isSound ? [] : [{ pointer, code, detail }]

/** One fault for every id that came before. */
export const findDuplicates = (ids: readonly string[], pointerOf: (index: number) => string): RuleFault[] =>
  ids.flatMap((id, index) =>
    unless(ids.indexOf(id) === index, pointerOf(index), 'duplicate-id', `There are two of the name ${id}`),
  )

export const below = (prefix: string, faults: readonly RuleFault[]): RuleFault[] =>
  faults.map((fault) => ({ ...fault, pointer: prefix + fault.pointer }))
