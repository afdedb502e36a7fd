import {
  BUDGET_LINES,
  budgetLine,
  REQUESTED_LINE,
  type BudgetLineKind,
  type BudgetSide,
} from '@progress-ess/shared/reference'
import { compareKeys, partsOf, type ApplicationDraft, type DraftLine } from './draft.ts'

/** Lines that nearly every budget has: shown from the start, and kept only once an amount is typed. */
const USUAL: Readonly<Record<BudgetSide, readonly string[]>> = {
  charges: ['60', '61', '62', '64'],
  resources: [REQUESTED_LINE, '74-communes-intercommunalites', '70', '75'],
  volunteerCharges: ['864'],
  volunteerResources: ['870'],
}

export type BudgetRow = {
  readonly key: string
  readonly kind: BudgetLineKind
  readonly line: DraftLine
  /** Stands in the budget; otherwise it is only offered. */
  readonly isKept: boolean
  readonly isRequested: boolean
  /** Money of somebody else: asked for, or already granted. */
  readonly hasFunding: boolean
}

const EMPTY: DraftLine = { amountCents: null, detail: null, fundingStatus: null }

const hasFunding = ({ id, account, side }: BudgetLineKind): boolean =>
  side === 'resources' && account === '74' && id !== REQUESTED_LINE

const isOffered = (lineId: string, keys: readonly string[]): boolean =>
  !keys.some((key) => {
    const kept = partsOf(key).lineId
    return kept === lineId || (!lineId.startsWith('74') && budgetLine(kept)?.account === lineId)
  })

/** The rows of one side: what the budget has, what is offered, and the amount asked of the Département first. */
export function rowsOf(side: BudgetSide, lines: ApplicationDraft['budget']): BudgetRow[] {
  const keys = Object.keys(lines).filter((key) => budgetLine(partsOf(key).lineId)?.side === side)
  const offered = USUAL[side].filter((lineId) => isOffered(lineId, keys)).map((lineId) => `${lineId}#0`)
  return [...keys, ...offered]
    .sort((a, b) => Number(isAsked(b)) - Number(isAsked(a)) || compareKeys(a, b))
    .flatMap((key) => {
      const kind = budgetLine(partsOf(key).lineId)
      if (kind === undefined) return []
      const line = lines[key]
      return [
        {
          key,
          kind,
          line: line ?? EMPTY,
          isKept: line !== undefined,
          isRequested: isAsked(key),
          hasFunding: hasFunding(kind),
        },
      ]
    })
}

const isAsked = (key: string): boolean => partsOf(key).lineId === REQUESTED_LINE

/** What may be added to one side. The amount asked has its own row already. */
export const addable = (side: BudgetSide): readonly BudgetLineKind[] =>
  BUDGET_LINES.filter((kind) => kind.side === side && kind.id !== REQUESTED_LINE)

/** The budget with what was typed in a row; an offered row that is emptied again is not kept. */
export function withLine(
  lines: ApplicationDraft['budget'],
  { key, kind, line }: BudgetRow,
  change: Partial<DraftLine>,
): ApplicationDraft['budget'] {
  const next: DraftLine = { ...line, ...change }
  const isBlank = next.amountCents === null && next.detail === null && next.fundingStatus === null
  if (isBlank && USUAL[kind.side].includes(kind.id) && partsOf(key).rank === 0) return without(lines, key)
  const fundingStatus = kind.id === REQUESTED_LINE ? 'requested' : next.fundingStatus
  if (kind.id === REQUESTED_LINE && next.amountCents === null && next.detail === null) return without(lines, key)
  return { ...lines, [key]: { ...next, fundingStatus } }
}

/** The budget with one more line of a kind, and the key of that line. */
export function withNewLine(lines: ApplicationDraft['budget'], lineId: string) {
  const rank = Object.keys(lines).filter((key) => partsOf(key).lineId === lineId).length
  const key = `${lineId}#${rank}`
  return { key, lines: { ...lines, [key]: { ...EMPTY } } }
}

/** The budget without a line; those of the same kind that follow close ranks. */
export function without(lines: ApplicationDraft['budget'], removed: string): ApplicationDraft['budget'] {
  const { lineId, rank } = partsOf(removed)
  return Object.fromEntries(
    Object.entries(lines).flatMap(([key, line]) => {
      if (key === removed) return []
      const own = partsOf(key)
      return [[own.lineId === lineId && own.rank > rank ? `${lineId}#${own.rank - 1}` : key, line]]
    }),
  )
}
