import type { AwardRules, Selector } from '@progress-ess/shared/awards'
import type { NamedRows, Row, Term } from '../../solver/programme.rules.ts'

/** A rule that may contradict others before there are files, as a pointer into the rules. */
export type WrittenRule = {
  readonly pointer: string
  readonly kind: 'envelope' | 'lot' | 'cap' | 'quota-min' | 'quota-max'
}

/** Files that lots and quotas treat alike: which selectors mean them. */
type Cell = ReadonlySet<Selector>

/** More files, or units, than any call has. */
const MANY = 1_000_000_000

/** Themes of which every set is tried; of more, sets of one, and all. */
const MOST_THEMES = 6

/**
 * What written rules ask of any files whatever: each kind of file that their selectors can tell apart may come as often as
 * one likes, and ask what one likes. Where even that cannot be kept, no file ever will.
 */
export function writtenContest(rules: AwardRules): {
  columns: { lower: number; upper: number }[]
  links: Row[]
  rules: NamedRows<WrittenRule>[]
} {
  const { envelope, quotas = [], amount } = rules
  const { lots = [], totalCents, roundToCents } = envelope
  const units = (cents: number): number => Math.floor(cents / roundToCents)
  const cells = cellsOf([...lots, ...quotas].map(({ files }) => files))
  const countOf = (index: number): number => 2 * index
  const centsOf = (index: number): number => 2 * index + 1
  const sum = (column: (index: number) => number, isMeant: (cell: Cell) => boolean): Term[] =>
    cells.flatMap((cell, index): Term[] => (isMeant(cell) ? [[column(index), 1]] : []))
  const lotOf = (cell: Cell): number => lots.findIndex(({ files }) => cell.has(files))
  const atMost = (terms: Term[], upper: number): Row => ({ terms, lower: -Infinity, upper })
  const left = lots.reduce((cents, lot) => cents - lot.totalCents, totalCents)
  return {
    columns: cells.flatMap(() => [
      { lower: 0, upper: MANY },
      { lower: 0, upper: MANY },
    ]),
    // An award is at the least one unit.
    links: cells.map((_, index) => ({
      terms: [
        [centsOf(index), 1],
        [countOf(index), -1],
      ],
      lower: 0,
      upper: Infinity,
    })),
    rules: [
      {
        name: { pointer: '/envelope/totalCents', kind: 'envelope' },
        rows: [
          atMost(
            sum(centsOf, (cell) => lotOf(cell) === -1),
            units(Math.max(0, left)),
          ),
        ],
        gives: true,
      },
      ...lots.map((lot, place): NamedRows<WrittenRule> => ({
        name: { pointer: `/envelope/lots/${place}`, kind: 'lot' },
        rows: [
          atMost(
            sum(centsOf, (cell) => lotOf(cell) === place),
            units(lot.totalCents),
          ),
        ],
        gives: true,
      })),
      {
        name: { pointer: '/amount/capCents', kind: 'cap' },
        rows: cells.map((_, index) =>
          atMost(
            [
              [centsOf(index), 1],
              [countOf(index), -units(amount.capCents)],
            ],
            0,
          ),
        ),
        gives: false,
      },
      ...quotas.flatMap(({ files, measure, min, max }, place): NamedRows<WrittenRule>[] => {
        const terms = sum(measure === 'count' ? countOf : centsOf, (cell) => cell.has(files))
        const scale = measure === 'count' ? 1 : roundToCents
        const pointer = `/quotas/${place}`
        return [
          ...(min === undefined
            ? []
            : [
                {
                  name: { pointer, kind: 'quota-min' as const },
                  rows: [{ terms, lower: Math.ceil(min / scale), upper: Infinity }],
                  gives: true,
                },
              ]),
          ...(max === undefined
            ? []
            : [
                {
                  name: { pointer, kind: 'quota-max' as const },
                  rows: [atMost(terms, Math.floor(max / scale))],
                  gives: true,
                },
              ]),
        ]
      }),
    ],
  }
}

/** Every way in which files can stand to the selectors: a file has one territory and one kind, and any themes. */
function cellsOf(selectors: readonly Selector[]): Cell[] {
  const valuesOf = (by: Exclude<Selector['by'], 'neverFunded'>): string[] => [
    ...new Set(selectors.flatMap((one) => (one.by === by ? one.in : []))),
  ]
  const themes = setsOf(valuesOf('theme'))
  const territories = [...valuesOf('territory'), '']
  const kinds = [...valuesOf('organisationKind'), '']
  const cells = new Map<string, Cell>()
  for (const own of themes) {
    for (const territory of territories) {
      for (const kind of kinds) {
        for (const isNeverFunded of [false, true]) {
          const cell = selectors.filter((one) => {
            switch (one.by) {
              case 'theme':
                return one.in.some((value) => own.includes(value))
              case 'territory':
                return one.in.some((value) => territory.startsWith(value))
              case 'organisationKind':
                return one.in.includes(kind)
              case 'neverFunded':
                return isNeverFunded
            }
          })
          cells.set(cell.map((one) => selectors.indexOf(one)).join(), new Set(cell))
        }
      }
    }
  }
  return [...cells.values()]
}

function setsOf(values: readonly string[]): string[][] {
  if (values.length > MOST_THEMES) return [[], ...values.map((value) => [value]), [...values]]
  return values.reduce<string[][]>((sets, value) => [...sets, ...sets.map((set) => [...set, value])], [[]])
}
