import type { Criterion, Evaluation, EvaluationChange, Grid, Mark, Marks } from '@progress-ess/shared/evaluations'

/** What an evaluator types: a mark for each criterion of the grid, and a general comment. */
export type Sheet = { marks: Record<string, Mark>; generalComment: string | null }

const EMPTY: Mark = { value: null, isNotApplicable: false, comment: null }

/** The sheet that the server has, with an empty mark where there is none yet: so two sheets compare field by field. */
export const sheetOf = (
  grid: Grid,
  { marks, generalComment }: Pick<Evaluation, 'marks' | 'generalComment'>,
): Sheet => ({
  marks: Object.fromEntries(grid.criteria.map(({ id }) => [id, marks[id] ?? EMPTY])),
  generalComment,
})

/** What is sent: nothing that says nothing. */
export function changeOf({ marks, generalComment }: Sheet, saved: Marks): EvaluationChange {
  const said = Object.entries(marks).filter(([id, mark]) => saved[id] !== undefined || !isEmpty(mark))
  return { marks: Object.fromEntries(said), generalComment }
}

const isEmpty = ({ value, isNotApplicable, comment }: Mark): boolean =>
  value === null && !isNotApplicable && comment === null

export const isMarked = (mark: Mark | undefined): boolean =>
  mark !== undefined && (mark.isNotApplicable || mark.value !== null)

/** Beyond this many, a scale is typed and not pressed. */
const MOST_KEYS = 21

export type Level = { readonly value: number; readonly label: string; readonly guidance?: string }

/** The marks of a scale with what each means; null when there are too many to show side by side. */
export function levelsOf({ scale: { min, max, step }, levels }: Criterion): Level[] | null {
  const count = Math.floor((max - min) / step) + 1
  if (count > MOST_KEYS) return null
  return Array.from({ length: count }, (_, index) => {
    const value = min + index * step
    const guidance = levels.find(({ mark }) => mark === value)?.guidance
    return { value, label: String(value), ...(guidance === undefined ? {} : { guidance }) }
  })
}

/** Whether a comment is expected with this mark. */
export const asksComment = ({ commentBelow }: Criterion, { value }: Mark): boolean =>
  commentBelow !== undefined && value !== null && value < commentBelow

/** Whether this mark by itself is under the mark that eliminates. */
export const isUnderThreshold = ({ eliminatory }: Criterion, { value }: Mark): boolean =>
  eliminatory !== undefined && value !== null && value < eliminatory.minMark
