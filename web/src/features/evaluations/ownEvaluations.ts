import { listEvaluations, type Evaluation, type EvaluationStatus } from '@progress-ess/shared/evaluations'
import { call, type Outcome } from '../../api/client.ts'

const PAGE = 100

/** Every evaluation given to somebody, whatever the number of pages. */
export async function readOwnEvaluations(
  evaluatorId: string,
  signal: AbortSignal,
): Promise<Outcome<readonly Evaluation[]>> {
  const items: Evaluation[] = []
  let after: string | undefined
  for (;;) {
    const outcome = await call(listEvaluations, {
      querystring: { evaluatorId, limit: PAGE, ...(after === undefined ? {} : { after }) },
      signal,
    })
    if (!outcome.ok) return outcome
    items.push(...outcome.data.items)
    if (outcome.data.next === null) return { ...outcome, data: items }
    after = outcome.data.next
  }
}

/** What still asks something of its evaluator: the API lets him go on with it. */
const isToDo = ({ allowedActions }: Evaluation): boolean =>
  allowedActions.includes('declare_no_conflict') || allowedActions.includes('save')

const HANDED_IN: ReadonlySet<EvaluationStatus> = new Set(['submitted', 'locked'])

const byDate = (a: Evaluation, b: Evaluation): number =>
  (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') || a.applicationNumber.localeCompare(b.applicationNumber)

export type Queue = {
  /** Begun or sent back first: finishing comes before beginning. */
  readonly toDo: readonly Evaluation[]
  /** The latest first. */
  readonly handedIn: readonly Evaluation[]
  readonly left: readonly Evaluation[]
  /** Never handed in, and their panel is locked. */
  readonly closed: readonly Evaluation[]
}

/** Sorts evaluations by what they ask for; the most urgent first, then in the order of their numbers. */
export function queueOf(evaluations: readonly Evaluation[]): Queue {
  const sorted = [...evaluations].sort(byDate)
  const handedIn = sorted.filter(({ status }) => HANDED_IN.has(status)).reverse()
  const left = sorted.filter(({ status }) => status === 'recused')
  const toDo = sorted.filter(isToDo)
  const known = new Set([...handedIn, ...left, ...toDo])
  return {
    toDo: [
      ...toDo.filter(({ sentBackReason }) => sentBackReason !== null),
      ...toDo.filter((one) => one.sentBackReason === null),
    ],
    handedIn,
    left,
    closed: sorted.filter((one) => !known.has(one)),
  }
}
