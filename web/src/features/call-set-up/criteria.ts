import type { Criterion, Grid } from '@progress-ess/shared/evaluations'
import { freeName } from './lists.ts'

/** Beyond this many marks, guidance is written for the marks that have one, and for the two ends. */
const MOST_LEVELS = 11

const isWhole = ({ min, max, step }: Criterion['scale']): boolean =>
  Number.isInteger(min) && Number.isInteger(max) && Number.isInteger(step) && step > 0 && max > min

/** The marks for which guidance is asked, from the lowest. */
export function marksOf({ scale, levels }: Criterion): readonly number[] {
  const { min, max, step } = scale
  if (!isWhole(scale)) return levels.map(({ mark }) => mark)
  const count = Math.floor((max - min) / step) + 1
  if (count <= MOST_LEVELS) return Array.from({ length: count }, (_, index) => min + index * step)
  return [...new Set([min, ...levels.map(({ mark }) => mark), max])].sort((one, other) => one - other)
}

/** The levels with the guidance of one mark changed; an empty one is taken out. */
export function withGuidance(levels: Criterion['levels'], mark: number, guidance: string): Criterion['levels'] {
  const others = levels.filter((level) => level.mark !== mark)
  const next = guidance === '' ? others : [...others, { mark, guidance }]
  return next.sort((one, other) => one.mark - other.mark)
}

export const weightOf = ({ criteria }: Grid): number =>
  criteria.reduce((sum, { weight }) => sum + (Number.isInteger(weight) ? weight : 0), 0)

/** A criterion of the scale of the last one, with what is left of the 100 points. */
export function newCriterion(grid: Grid): Criterion {
  const { criteria } = grid
  const id = freeName(
    'critere',
    criteria.map((one) => one.id),
  )
  return {
    id,
    label: '',
    weight: Math.max(1, 100 - weightOf(grid)),
    scale: { ...(criteria.at(-1)?.scale ?? { min: 0, max: 5, step: 1 }) },
    levels: [],
    naAllowed: false,
  }
}
