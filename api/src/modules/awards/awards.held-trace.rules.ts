import { byText } from './awards.ranking.rules.ts'
import type { AwardRules } from '@progress-ess/shared/awards'
import type { Groups } from './awards.groups.rules.ts'
import type { Trace } from './awards.trace.rules.ts'
import type { Bounds, Served } from './awards.types.rules.ts'

/** A place that was held: by a lock (pass −1), or by the least of a quota, in the order of their priorities. */
type Hold = { readonly pass: number; readonly place: number; readonly turn: Served; readonly cents: number }

/**
 * Whether the least of a quota would hold a place for a file that has no money in a run, were it at another place: those that
 * were held before it leave what they leave, since it took nothing of it. Not for files that a lock names.
 */
export function heldTraceOf(
  { perOrganisation }: AwardRules,
  groups: Groups,
  served: readonly Served[],
  centsOf: (bounds: Bounds) => number,
  heldCents: (turn: Served) => number,
): Trace {
  const passes = groups.quotas
    .flatMap(({ min, priority, id }, index) => (min === undefined ? [] : [{ min, priority, id, index }]))
    .sort((a, b) => a.priority - b.priority || byText(a.id, b.id))
  const holds = served
    .flatMap((turn, place): Hold[] => {
      const { held } = turn
      if (held === null || turn.awardCents === 0) return []
      const pass = 'quota' in held ? passes.findIndex(({ id }) => id === held.quota.id) : -1
      return [{ pass, place, turn, cents: heldCents(turn) }]
    })
    .sort((a, b) => a.pass - b.pass || a.place - b.place)
  const unitOf = (quota: number, cents: number): number => (groups.quotas[quota]?.measure === 'count' ? 1 : cents)

  return (file, bounds, place) => {
    const pot = groups.potOf(file)
    const own = groups.quotasOf(file)
    const cents = centsOf(bounds)
    return passes.some(({ index, min }, pass) => {
      if (!own.includes(index)) return false
      let left = groups.pots[pot]?.totalCents ?? 0
      let awards = 0
      const taken = new Map(own.map((quota) => [quota, 0]))
      for (const hold of holds) {
        if (hold.pass > pass || (hold.pass === pass && hold.place >= place)) break
        const other = hold.turn.entry.file
        if (groups.potOf(other) === pot) left -= hold.cents
        if (other.organisationKey === file.organisationKey) awards += 1
        for (const quota of groups.quotasOf(other)) {
          const before = taken.get(quota)
          if (before !== undefined) taken.set(quota, before + unitOf(quota, hold.cents))
        }
      }
      const hasRoom = own.every((quota) => {
        const { max } = groups.quotas[quota] ?? {}
        return max === undefined || (taken.get(quota) ?? 0) + unitOf(quota, cents) <= max
      })
      return (taken.get(index) ?? 0) < min && awards < perOrganisation.max && hasRoom && cents <= left
    })
  }
}
