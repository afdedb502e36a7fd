import type { CodeMap, CodeMapping, UnmappedCode } from '@progress-ess/shared/partners'
import { SUBJECTS } from '@progress-ess/shared/partners'
import { DECLINE_REASONS, OUTCOMES } from '@progress-ess/shared/referrals'

export type CodeRow = {
  readonly id: number
  kind: CodeMapping['kind']
  theirs: string
  ours: string | null
}

export const CODE_KINDS = ['subject', 'decline_reason', 'outcome'] as const

/** Our codes of a kind, and where their words are in i18n. */
export const OURS: Readonly<Record<CodeMapping['kind'], readonly string[]>> = {
  subject: SUBJECTS,
  decline_reason: DECLINE_REASONS,
  outcome: OUTCOMES,
}
export const WORDS_OF = { subject: 'subject', decline_reason: 'declineReason', outcome: 'outcome' } as const

let last = 0
export function rowOf(mapping: Partial<CodeMapping> & { kind: CodeMapping['kind'] }): CodeRow {
  last += 1
  return { id: last, kind: mapping.kind, theirs: mapping.theirs ?? '', ours: mapping.ours ?? null }
}

export const rowsOf = (map: CodeMap): CodeRow[] => map.items.map(rowOf)

/** What is wrong with each row, by its id: an empty word, no code chosen, the same word twice. */
export function faultsOf(rows: readonly CodeRow[]): ReadonlyMap<number, 'theirs' | 'ours' | 'twice'> {
  const faults = new Map<number, 'theirs' | 'ours' | 'twice'>()
  const seen = new Set<string>()
  for (const { id, kind, theirs, ours } of rows) {
    const key = `${kind} ${theirs.trim()}`
    if (theirs.trim() === '') faults.set(id, 'theirs')
    else if (ours === null) faults.set(id, 'ours')
    else if (seen.has(key)) faults.set(id, 'twice')
    seen.add(key)
  }
  return faults
}

export const mapOf = (rows: readonly CodeRow[]): CodeMap => ({
  items: rows.map(({ kind, theirs, ours }) => ({ kind, theirs: theirs.trim(), ours: ours ?? '' })),
})

/** The words of a kind that came and mean nothing yet, and that no row is about. */
export const unknownOf = (
  unmapped: readonly UnmappedCode[],
  rows: readonly CodeRow[],
  kind: CodeMapping['kind'],
): UnmappedCode[] =>
  unmapped.filter(
    (one) => one.kind === kind && !rows.some((row) => row.kind === kind && row.theirs.trim() === one.theirs),
  )
