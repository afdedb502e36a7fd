import type { BundleEvaluation, VerificationBundle } from '@progress-ess/shared/awards'
import type { Marks } from '@progress-ess/shared/evaluations'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { findPublishedCall, revealDraw } from './results.service.ts'
import { findLockedMarks } from './scenarios.queries.ts'
import { pseudonymsOf } from './snapshot.rules.ts'
import { findAdopted, findPublishedOutcomes } from './verification.queries.ts'

/**
 * What anyone checks the awards of a published call with (docs/award-rules.md §8): the adopted scenario as it was stored, the
 * marks that it was computed from, and what was decided. No name, no comment, no number of an organisation.
 */
export async function getVerificationBundle({ db }: Context, callId: string): Promise<VerificationBundle> {
  const call = await findPublishedCall(db, callId)
  const scenario = await findAdopted(db, callId)
  // Earlier scenarios hold more than is published: numbers of organisations, instants, ids of files.
  const { files = [] } = scenario?.snapshot ?? {}
  const isShown = files.every((file) => /^o\d+$/.test(file.organisationKey) && !('completeAt' in file))
  if (scenario === undefined || !isShown) {
    throw new Refusal('notFound', 'bundle-not-available', 'Nothing was computed, or before bundles existed')
  }
  const { snapshot, result, engineVersion, rulesSha256, snapshotSha256, resultSha256 } = scenario
  const outcomes = await findPublishedOutcomes(db, callId)
  return {
    bundleVersion: 1,
    callId,
    callCode: call.code,
    callTitle: call.title,
    publishedAt: call.resultsPublishedAt.toISOString(),
    engineVersion,
    publishedRulesSha256: call.awardRulesSha256 ?? rulesSha256,
    departureReason: scenario.departureReason,
    grid: scenario.grid,
    rules: scenario.rules,
    draw: await revealDraw(db, call),
    evaluations: toEvaluations(await findLockedMarks(db, callId)),
    snapshot: structuredClone(snapshot) as VerificationBundle['snapshot'],
    result: { ...result, lines: result.lines.map((line) => ({ ...line, reasons: [...line.reasons] })) },
    decisions: outcomes.map(({ number, ...decision }) => ({ number: number ?? '', ...decision })),
    rulesSha256,
    snapshotSha256,
    resultSha256,
    isDemo: call.isDemo,
  }
}

type LockedMarks = Awaited<ReturnType<typeof findLockedMarks>>

function toEvaluations(locked: LockedMarks): BundleEvaluation[] {
  const pseudonyms = pseudonymsOf(
    locked.map(({ evaluatorId }) => evaluatorId),
    'e',
  )
  return locked.map(({ number, evaluatorId, marks }) => ({
    number: number ?? '',
    evaluator: pseudonyms.get(evaluatorId) ?? '',
    marks: withoutComments(marks),
  }))
}

const withoutComments = (marks: Marks): BundleEvaluation['marks'] =>
  Object.fromEntries(Object.entries(marks).map(([id, { value, isNotApplicable }]) => [id, { value, isNotApplicable }]))
