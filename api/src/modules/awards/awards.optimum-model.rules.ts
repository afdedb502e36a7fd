import type { AwardRules, Objective, Optimum } from '@progress-ess/shared/awards'
import { fraction, multiply, round } from '../../kit/fraction.rules.ts'
import { neverFits } from './awards.bounds.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import type { NamedRows, Row, Term } from '../../solver/programme.rules.ts'
import { byNumber } from './awards.ranking.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

/** A file that the optimum may take: its column, and in whole units what it may get. */
export type Candidate = {
  readonly entry: RankedFile
  readonly column: number
  /** Its place in the order of service. */
  readonly place: number
  /** Column of its amount; null where it gets all or nothing. */
  readonly amountColumn: number | null
  readonly least: number
  readonly most: number
  /** Its score in hundredths of a point. */
  readonly points: number
}

export type RuleName =
  | { readonly kind: 'envelope' }
  | { readonly kind: 'lot' | 'quota-min' | 'quota-max'; readonly id: string }
  | { readonly kind: 'organisation' }
  | { readonly kind: 'lock'; readonly number: string }

/** Where a rule stands in the rules, as a JSON pointer. */
export function pointerOf({ envelope, quotas = [], locks = [] }: AwardRules, name: RuleName): string {
  switch (name.kind) {
    case 'envelope':
      return '/envelope/totalCents'
    case 'lot':
      return `/envelope/lots/${envelope.lots?.findIndex(({ id }) => id === name.id) ?? 0}`
    case 'quota-min':
    case 'quota-max':
      return `/quotas/${quotas.findIndex(({ id }) => id === name.id)}`
    case 'organisation':
      return '/perOrganisation/max'
    case 'lock':
      return `/locks/${locks.findIndex(({ number }) => number === name.number)}`
  }
}

export type Model = {
  /** By number: whatever the order in which files come, the programme is the same. */
  readonly candidates: readonly Candidate[]
  readonly columns: readonly { readonly lower: number; readonly upper: number }[]
  /** An amount is 0 where its file is out, and between its bounds where it is in. */
  readonly links: readonly Row[]
  readonly rules: readonly NamedRows<RuleName>[]
}

const HUNDREDTHS = fraction(100)

/** The programme of rules and ranked files. */
export function modelOf(rules: AwardRules, method: Optimum, entries: readonly RankedFile[]): Model {
  const groups = new Groups(rules)
  const candidates = candidatesOf(rules, method, entries)
  const divisible = candidates.filter(({ amountColumn }) => amountColumn !== null)
  return {
    candidates,
    columns: [
      ...candidates.map(() => ({ lower: 0, upper: 1 })),
      ...divisible.map(({ most }) => ({ lower: 0, upper: most })),
    ],
    links: divisible.flatMap(({ column, amountColumn, least, most }): Row[] => [
      {
        terms: [
          [amountColumn ?? 0, 1],
          [column, -least],
        ],
        lower: 0,
        upper: Infinity,
      },
      {
        terms: [
          [amountColumn ?? 0, 1],
          [column, -most],
        ],
        lower: -Infinity,
        upper: 0,
      },
    ]),
    rules: [
      ...purseRows(rules, groups, candidates),
      ...quotaRows(rules, groups, candidates),
      organisationRows(rules, candidates),
      ...lockRows(rules, candidates),
    ],
  }
}

function candidatesOf(rules: AwardRules, { amounts }: Optimum, entries: readonly RankedFile[]): Candidate[] {
  const unit = rules.envelope.roundToCents
  const out = new Set(rules.locks?.flatMap(({ number, award }) => (award.kind === 'out' ? [number] : [])))
  const able = entries
    .map((entry, place) => ({ entry, place }))
    .filter(({ entry }) => !neverFits(entry) && !out.has(entry.file.number))
    .sort((a, b) => byNumber(a.entry.file, b.entry.file))
  let next = able.length
  return able.map(({ entry, place }, column) => {
    const most = Math.floor(entry.ceilingCents / unit)
    const least = amounts.kind === 'indivisible' ? most : leastUnits(entry, unit, amounts.minShareOfRequest, most)
    const points = Number(round(multiply(entry.score, HUNDREDTHS), 0).num)
    return { entry, column, place, amountColumn: least < most ? next++ : null, least, most, points }
  })
}

/** Its floor, and the share of its request under which an award makes no sense, in units rounded up. */
function leastUnits({ file, leastCents }: RankedFile, unit: number, shareBp: number, most: number): number {
  const share = (BigInt(file.requestedCents) * BigInt(shareBp) + 9_999n) / 10_000n
  const cents = Math.max(Number(share), leastCents)
  return Math.min(most, Math.ceil(cents / unit))
}

/** What a file gets, as a term: its amount, or all of it times whether it is in. */
export const amountTerm = ({ column, amountColumn, most }: Candidate): Term =>
  amountColumn === null ? [column, most] : [amountColumn, 1]

const atMost = (terms: readonly Term[], upper: number): Row => ({ terms, lower: -Infinity, upper })
const atLeast = (terms: readonly Term[], lower: number): Row => ({ terms, lower, upper: Infinity })

function purseRows({ envelope }: AwardRules, groups: Groups, candidates: readonly Candidate[]): NamedRows<RuleName>[] {
  return groups.pots.map(({ lot, totalCents }, pot) => {
    const own = candidates.filter(({ entry }) => groups.potOf(entry.file) === pot)
    return {
      name: lot === null ? { kind: 'envelope' } : { kind: 'lot', id: lot.id },
      rows: [atMost(own.map(amountTerm), Math.floor(totalCents / envelope.roundToCents))],
      gives: true,
    }
  })
}

function quotaRows({ envelope }: AwardRules, groups: Groups, candidates: readonly Candidate[]): NamedRows<RuleName>[] {
  const unit = envelope.roundToCents
  return groups.quotas.flatMap(({ id, measure, min, max }, index): NamedRows<RuleName>[] => {
    const own = candidates.filter(({ entry }) => groups.quotasOf(entry.file).includes(index))
    const terms = own.map((one): Term => (measure === 'count' ? [one.column, 1] : amountTerm(one)))
    const scale = measure === 'count' ? 1 : unit
    return [
      ...(min === undefined
        ? []
        : [{ name: { kind: 'quota-min' as const, id }, rows: [atLeast(terms, Math.ceil(min / scale))], gives: true }]),
      ...(max === undefined
        ? []
        : [{ name: { kind: 'quota-max' as const, id }, rows: [atMost(terms, Math.floor(max / scale))], gives: true }]),
    ]
  })
}

function organisationRows({ perOrganisation }: AwardRules, candidates: readonly Candidate[]): NamedRows<RuleName> {
  const byKey = new Map<string, Term[]>()
  for (const { entry, column } of candidates) {
    const key = entry.file.organisationKey
    byKey.set(key, [...(byKey.get(key) ?? []), [column, 1]])
  }
  const crowded = [...byKey.values()].filter((terms) => terms.length > perOrganisation.max)
  return {
    name: { kind: 'organisation' },
    rows: crowded.map((terms) => atMost(terms, perOrganisation.max)),
    gives: true,
  }
}

function lockRows({ envelope, locks = [] }: AwardRules, candidates: readonly Candidate[]): NamedRows<RuleName>[] {
  return locks.flatMap(({ number, award }): NamedRows<RuleName>[] => {
    const own = candidates.find(({ entry }) => entry.file.number === number)
    if (own === undefined || award.kind === 'out') return []
    const amount = award.kind === 'amount' ? Math.floor(award.amountCents / envelope.roundToCents) : null
    return [
      {
        name: { kind: 'lock', number },
        gives: false,
        rows: [
          atLeast([[own.column, 1]], 1),
          ...(amount === null ? [] : [{ terms: [amountTerm(own)], lower: amount, upper: amount }]),
        ],
      },
    ]
  })
}

/** What an objective adds up. */
export function objectiveTerms(objective: Objective, candidates: readonly Candidate[]): Term[] {
  return candidates.map((candidate): Term => {
    const [column, units] = amountTerm(candidate)
    switch (objective) {
      case 'scoreTimesAmount':
        return [column, units * candidate.points]
      case 'amount':
        return [column, units]
      case 'count':
        return [candidate.column, 1]
      case 'scoreSum':
        return [candidate.column, candidate.points]
    }
  })
}
