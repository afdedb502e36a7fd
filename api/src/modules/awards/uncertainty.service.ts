import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { AwardRules, Uncertainty } from '@progress-ess/shared/awards'
import type { Context } from '../../kit/context.ts'
import type { Fraction } from '../../kit/fraction.rules.ts'
import { rankedScore, scoreOfMarks } from '../evaluations/index.ts'
import { type Reading, severityOf } from './awards.severity.rules.ts'
import { fundedInDraws, spreadOf, type Uncertain } from './awards.stability.rules.ts'
import { findLockedMarks, findNames } from './scenarios.queries.ts'
import { runRules } from './scenarios.service.ts'
import { findEvaluatorNames } from './uncertainty.queries.ts'
import { toUncertainty } from './uncertainty.views.ts'

/** As long as others may be made to wait. */
const TURN_MS = 10

/** How often the rules fund each file, by number. Others work in between. */
async function countFunded(uncertain: Uncertain): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  let since = performance.now()
  for (const funded of fundedInDraws(uncertain)) {
    for (const number of funded) counts.set(number, (counts.get(number) ?? 0) + 1)
    if (performance.now() - since < TURN_MS) continue
    await letOthersWork()
    since = performance.now()
  }
  return counts
}

function totalsOf(readings: readonly Reading[]): ReadonlyMap<string, readonly Fraction[]> {
  const totals = new Map<string, Fraction[]>()
  for (const { file, total } of readings) totals.set(file, [...(totals.get(file) ?? []), total])
  return totals
}

/**
 * How sure each place under these rules (the published ones by default) is, and how severe each evaluator (award-rules.md
 * §3–4). The same rules and marks give the same answer. Refuses `call-not-found`, `panel-not-locked`, `award-rules-invalid`.
 */
export async function estimateUncertainty(ctx: Context, callId: string, given?: AwardRules): Promise<Uncertainty> {
  const run = await runRules(ctx.db, callId, given)
  const { grid } = run.call
  const marks = await findLockedMarks(ctx.db, callId)
  const readings = marks.flatMap(({ applicationId, number, evaluatorId, marks: own }): Reading[] => {
    const total = scoreOfMarks(grid, own)
    return total === null ? [] : [{ file: number ?? applicationId, reader: evaluatorId, total }]
  })
  const totals = totalsOf(readings)
  const spread = spreadOf([...totals.values()])
  const isRanked = run.result.totals.rankedCount > 0
  const counts =
    // A thousand optima would take minutes: severity alone is told then.
    spread === null || !isRanked || run.rules.method.kind === 'optimum'
      ? null
      : await countFunded({
          input: run.input,
          totals,
          spread,
          seedHex: run.rulesSha256,
          rank: (score) => rankedScore(grid, score),
        })
  return toUncertainty({
    run,
    spread,
    counts,
    notDrawnFor: isRanked ? (spread === null ? 'no-second-reading' : null) : 'no-ranked-file',
    severity: severityOf(readings),
    readings,
    names: await findNames(ctx.db, callId),
    evaluators: await findEvaluatorNames(ctx.db, callId),
  })
}
