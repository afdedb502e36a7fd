import type { AwardRules, Objective, Optimum, Quota } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import { fraction } from '../../src/kit/fraction.rules.ts'
import { boundsOf, neverFits } from '../../src/modules/awards/awards.bounds.rules.ts'
import { Groups } from '../../src/modules/awards/awards.groups.rules.ts'
import { rankFiles } from '../../src/modules/awards/awards.ranking.rules.ts'
import type { RankedFile, ScenarioInput } from '../../src/modules/awards/awards.types.rules.ts'
import { draw, fileWith, rulesWith } from './award-fixture.ts'

const MODES = [
  { count: 8, most: 12 },
  { count: 4, most: 5 },
] as const

const anySelector = fc
  .subarray(['x', 'y', 'z'], { minLength: 1 })
  .map((values) => ({ by: 'theme' as const, in: values }))

const anyQuota: fc.Arbitrary<Quota> = fc
  .record({
    files: anySelector,
    measure: fc.constantFrom('count' as const, 'amount' as const),
    min: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
    room: fc.option(fc.integer({ min: 0, max: 3 })),
    scale: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ files, measure, min, room, scale }) => {
    const by = measure === 'count' ? 1 : scale
    return {
      id: '',
      label: '',
      priority: 1,
      files,
      measure,
      ...(min === null ? {} : { min: min * by }),
      ...(room === null ? {} : { max: ((min ?? 0) + room) * by }),
    }
  })

/** Small worlds, in whole cents, of which every choice can be tried: with lots, quotas, locks, organisations, ties. */
export const anyOptimumInput: fc.Arbitrary<ScenarioInput> = fc.constantFrom(...MODES).chain(({ count, most }) => {
  const file = fc.record({
    score: fc.integer({ min: 1, max: 6 }),
    request: fc.integer({ min: 1, max: most }),
    organisation: fc.integer({ min: 1, max: 6 }),
    themes: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
    drawKey: fc.constantFrom('a', 'b', 'c'),
  })
  return fc
    .record({
      files: fc.array(file, { maxLength: count, size: 'max' }),
      total: fc.integer({ min: 0, max: (count * most) / 2 }),
      floor: fc.constantFrom(0, 0, 2),
      unit: fc.constantFrom(1, 1, 2),
      lot: fc.option(fc.record({ files: anySelector, part: fc.integer({ min: 0, max: 60 }) }), { freq: 2 }),
      quotas: fc.array(anyQuota, { maxLength: 2 }),
      objectives: fc.shuffledSubarray<Objective>(['scoreTimesAmount', 'count', 'amount', 'scoreSum'], {
        minLength: 1,
        maxLength: 2,
      }),
      share: fc.constantFrom(0, 5_000, 8_000),
      max: fc.integer({ min: 1, max: 2 }),
      lock: fc.option(fc.record({ file: fc.nat(7), kind: fc.constantFrom('in' as const, 'out' as const) }), {
        freq: 1,
      }),
    })
    .map(({ files, total, floor, unit, lot, quotas, objectives, share, max, lock }): ScenarioInput => {
      const amounts: Optimum['amounts'] =
        count === MODES[0].count ? { kind: 'indivisible' } : { kind: 'divisible', minShareOfRequest: share }
      const totalCents = Math.floor(total)
      const number = (index: number): string => `F${String(index).padStart(2, '0')}`
      const lots =
        lot === null
          ? {}
          : { lots: [{ id: 'l0', label: '', totalCents: Math.floor((totalCents * lot.part) / 100), files: lot.files }] }
      const locked = lock !== null && lock.file < files.length ? [lock] : []
      const rules: AwardRules = {
        ...rulesWith({
          envelope: { totalCents, roundToCents: unit, ...lots },
          amount: { capCents: most, floorCents: floor, maxShareOfBudget: 10_000 },
          method: { kind: 'optimum', objectives, amounts },
          perOrganisation: { max },
          tieBreak: [draw],
        }),
        ...(quotas.length === 0 ? {} : { quotas: quotas.map((one, index) => ({ ...one, id: `q${index}` })) }),
        ...(locked.length === 0
          ? {}
          : {
              locks: locked.map(({ file: own, kind }) => ({ number: number(own), award: { kind }, reason: 'A vote' })),
            }),
      }
      return {
        rules,
        threshold: null,
        decimals: 0,
        files: files.map((one, index) =>
          fileWith(number(index), {
            score: fraction(one.score),
            requestedCents: one.request,
            budgetCents: 100,
            organisationKey: `o${one.organisation}`,
            facts: { theme: one.themes },
            drawKey: one.drawKey,
          }),
        ),
      }
    })
})

/** What each file may get in this method, 0 first where it may stay out. */
function choicesOf(rules: AwardRules, method: Optimum, { file }: RankedFile): number[] {
  const bounds = boundsOf(rules, file)
  const lock = rules.locks?.find(({ number }) => number === file.number)
  const unit = rules.envelope.roundToCents
  if (neverFits(bounds) || lock?.award.kind === 'out') return [0]
  const { amounts } = method
  const least =
    amounts.kind === 'indivisible'
      ? bounds.ceilingCents
      : Math.min(
          bounds.ceilingCents,
          Math.max(
            bounds.leastCents,
            Math.ceil(Math.ceil((file.requestedCents * amounts.minShareOfRequest) / 10_000) / unit) * unit,
          ),
        )
  const some = []
  for (let cents = least; cents <= bounds.ceilingCents; cents += unit) some.push(cents)
  return lock?.award.kind === 'in' ? some : [0, ...some]
}

/** The awards of the optimum by trying every choice; null when none keeps all rules. In the order of rank. */
export function bruteForce(input: ScenarioInput): readonly number[] | null {
  const { rules } = input
  const { method } = rules
  if (method.kind !== 'optimum') throw new Error('Not the optimum')
  const entries = rankFiles(input)
  const groups = new Groups(rules)
  const choices = entries.map((entry) => choicesOf(rules, method, entry))
  let best: { key: readonly number[]; awards: readonly number[] } | null = null
  const isAllowed = (awards: readonly number[]): boolean => {
    const spent = groups.pots.map(() => 0)
    const taken = groups.quotas.map(() => 0)
    const organisations = new Map<string, number>()
    for (const [place, cents] of awards.entries()) {
      const file = entries[place]?.file
      if (cents === 0 || file === undefined) continue
      spent[groups.potOf(file)]! += cents
      organisations.set(file.organisationKey, (organisations.get(file.organisationKey) ?? 0) + 1)
      for (const index of groups.quotasOf(file)) {
        taken[index]! += groups.quotas[index]?.measure === 'count' ? 1 : cents
      }
    }
    return (
      spent.every((cents, pot) => cents <= (groups.pots[pot]?.totalCents ?? 0)) &&
      groups.quotas.every(
        ({ min, max }, index) => (taken[index] ?? 0) >= (min ?? 0) && (taken[index] ?? 0) <= (max ?? Infinity),
      ) &&
      [...organisations.values()].every((count) => count <= rules.perOrganisation.max)
    )
  }
  const worth = (objective: Objective, awards: readonly number[]): number =>
    awards.reduce((total, cents, place) => {
      const score = Number(entries[place]?.score.num ?? 0n)
      const isIn = cents > 0 ? 1 : 0
      return total + { scoreTimesAmount: cents * score, count: isIn, amount: cents, scoreSum: isIn * score }[objective]
    }, 0)
  const visit = (awards: number[]): void => {
    if (awards.length < entries.length) {
      for (const cents of choices[awards.length] ?? []) visit([...awards, cents])
      return
    }
    if (!isAllowed(awards)) return
    const key = [
      ...method.objectives.map((objective) => worth(objective, awards)),
      worth('count', awards),
      ...awards.map((cents) => (cents > 0 ? 1 : 0)),
      ...awards,
    ]
    if (best === null || isMore(key, best.key)) best = { key, awards }
  }
  visit([])
  return (best as { awards: readonly number[] } | null)?.awards ?? null
}

function isMore(key: readonly number[], other: readonly number[]): boolean {
  const place = key.findIndex((value, index) => value !== other[index])
  return place !== -1 && (key[place] ?? 0) > (other[place] ?? 0)
}
