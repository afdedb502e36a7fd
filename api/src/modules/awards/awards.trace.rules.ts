import type { AwardRules } from '@progress-ess/shared/awards'
import { serviceOf } from './awards.bounds.rules.ts'
import type { Groups } from './awards.groups.rules.ts'
import type { Bounds, ScoredFile, Served } from './awards.types.rules.ts'

/** Whether a file would get money at a place of a run in which it has none, told from what the run left there. */
export type Trace = (file: ScoredFile, bounds: Bounds, place: number) => boolean

const STOPPED = -1

/**
 * What a run leaves at each place: a file that takes no money in it finds just that at its turn, unless a place is held for it
 * (`heldTraceOf`). `needOf` and `heldCents`: what a file takes at the least, and what a held one took.
 */
export function traceOf(
  rules: AwardRules,
  groups: Groups,
  served: readonly Served[],
  needOf: (bounds: Bounds) => number,
  heldCents: (turn: Served) => number,
): Trace {
  const stops = serviceOf(rules.method).onMisfit === 'stop'
  const left = groups.pots.map(({ totalCents }) => totalCents)
  const taken = groups.quotas.map(() => 0)
  const held = new Map<string, number>()
  const places = new Map<string, number[]>()
  const isFunded = ({ awardCents }: Served): boolean => awardCents > 0
  const count = (turn: Served): void => {
    for (const index of groups.quotasOf(turn.entry.file)) {
      taken[index] = (taken[index] ?? 0) + (groups.quotas[index]?.measure === 'count' ? 1 : turn.awardCents)
    }
  }
  for (const turn of served) {
    if (turn.held === null || !isFunded(turn)) continue
    const pot = groups.potOf(turn.entry.file)
    left[pot] = (left[pot] ?? 0) - heldCents(turn)
    held.set(turn.entry.file.organisationKey, (held.get(turn.entry.file.organisationKey) ?? 0) + 1)
    count(turn)
  }
  const leftAt = groups.pots.map((): number[] => [])
  const takenAt = groups.quotas.map((): number[] => [])
  const isCut = groups.pots.map(() => false)
  const note = (): void => {
    for (const [pot, cents] of left.entries()) leftAt[pot]?.push(isCut[pot] === true ? STOPPED : cents)
    for (const [index, some] of taken.entries()) takenAt[index]?.push(some)
  }
  for (const [place, turn] of served.entries()) {
    note()
    const { entry, how, takenCents } = turn
    const pot = groups.potOf(entry.file)
    if (how === 'partial' || (how === 'misfit' && stops)) isCut[pot] = true
    if (turn.held !== null || !isFunded(turn)) continue
    left[pot] = (left[pot] ?? 0) - takenCents
    places.set(entry.file.organisationKey, [...(places.get(entry.file.organisationKey) ?? []), place])
    count(turn)
  }
  note()
  return (file, bounds, place) => {
    const awards = places.get(file.organisationKey)?.filter((one) => one < place).length ?? 0
    if ((held.get(file.organisationKey) ?? 0) + awards >= rules.perOrganisation.max) return false
    const hasRoom = groups.quotasOf(file).every((index) => {
      const { max, measure } = groups.quotas[index] ?? {}
      const more = measure === 'count' ? 1 : bounds.ceilingCents
      return max === undefined || (takenAt[index]?.[place] ?? 0) + more <= max
    })
    return hasRoom && (leftAt[groups.potOf(file)]?.[place] ?? STOPPED) >= needOf(bounds)
  }
}
