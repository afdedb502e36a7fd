import type { AwardRules, Lock } from '@progress-ess/shared/awards'
import { neverFits } from './awards.bounds.rules.ts'
import type { Groups } from './awards.groups.rules.ts'
import type { Purse } from './awards.purse.rules.ts'
import { byText } from './awards.ranking.rules.ts'
import type { HeldBy, Manner, RankedFile, Served } from './awards.types.rules.ts'

type Held = Pick<Served, 'how' | 'awardCents'> & { readonly by: HeldBy }

/** By number: the files whose place is held before the ranking is served, and those that a lock keeps out. */
export type Holds = { readonly held: ReadonlyMap<string, Held>; readonly out: ReadonlyMap<string, Lock> }

/**
 * Sets money aside, before the first file is served, for the files that a lock puts in, by number, then for the least of
 * each quota, the first in priority first: its files in the order of their rank, each in full, until it is reached. A file
 * for which there is no room left (in its pot, its organisation or a quota) is passed over.
 */
export function hold(
  rules: AwardRules,
  entries: readonly RankedFile[],
  { holdOf }: Manner,
  groups: Groups,
  purse: Purse,
): Holds {
  const held = new Map<string, Held>()
  const locks = [...(rules.locks ?? [])].sort((a, b) => byText(a.number, b.number))
  const out = new Map(locks.flatMap((lock) => (lock.award.kind === 'out' ? [[lock.number, lock]] : [])))

  const tryToHold = (entry: RankedFile, by: HeldBy): void => {
    const lock = 'lock' in by ? by.lock : undefined
    if (held.has(entry.file.number) || out.has(entry.file.number) || neverFits(entry)) return
    const { takenCents, ...taken } = holdOf(entry, lock)
    if (purse.isOrganisationFull(entry) || purse.fullQuota(entry, takenCents) !== null) return
    const leftCents = purse.leftFor(entry)
    if (takenCents > leftCents) {
      purse.noteLack(entry, takenCents - leftCents)
      return
    }
    purse.take(entry, takenCents)
    held.set(entry.file.number, { ...taken, by })
  }

  const byNumber = new Map(locks.length === 0 ? [] : entries.map((entry) => [entry.file.number, entry]))
  for (const lock of locks) {
    const entry = byNumber.get(lock.number)
    if (entry !== undefined) tryToHold(entry, { lock })
  }
  const minima = groups.quotas
    .flatMap((quota, index) => (quota.min === undefined ? [] : [{ quota, index, min: quota.min }]))
    .sort((a, b) => a.quota.priority - b.quota.priority || byText(a.quota.id, b.quota.id))
  for (const { quota, index, min } of minima) {
    const by = { quota }
    for (const entry of groups.membersOf(entries, index)) {
      if (purse.takenOf(index) >= min) break
      tryToHold(entry, by)
    }
  }
  return { held, out }
}
