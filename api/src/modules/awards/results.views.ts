import type {
  ApplicantDecision,
  CriterionMean,
  Award,
  CommuneAwards,
  Laureate,
  Results,
  RevealedDraw,
} from '@progress-ess/shared/awards'
import { displayFraction } from '../../kit/fraction.rules.ts'
import { APPEAL_TEXT, LICENCE } from '../../kit/legal.ts'
import type { findLaureates, findPublishedDecision, ResultsCall } from './results.queries.ts'
import { readScore } from './snapshot.rules.ts'

type LaureateRow = Awaited<ReturnType<typeof findLaureates>>[number]
type DecisionRow = NonNullable<Awaited<ReturnType<typeof findPublishedDecision>>>
type Published = DecisionRow & {
  readonly outcome: NonNullable<DecisionRow['outcome']>
  readonly publishedAt: NonNullable<DecisionRow['publishedAt']>
}

const NOT_COMPUTED = '0'.repeat(64)

export function toLaureate({ answers, ...row }: LaureateRow): Laureate {
  const { summary } = answers
  return {
    ...row,
    number: row.number ?? '',
    projectTitle: row.projectTitle ?? '',
    summary: typeof summary === 'string' ? summary : null,
  }
}

/** Sums by the commune of the seat: the largest first, equal ones by code. */
function byCommune(laureates: readonly Laureate[]): CommuneAwards[] {
  const sums = new Map<string, CommuneAwards>()
  for (const { communeCode, communeName, amountCents } of laureates) {
    const before = sums.get(communeCode) ?? { communeCode, communeName, laureateCount: 0, amountCents: 0 }
    sums.set(communeCode, {
      ...before,
      laureateCount: before.laureateCount + 1,
      amountCents: before.amountCents + amountCents,
    })
  }
  return [...sums.values()].sort(
    (one, other) => other.amountCents - one.amountCents || (one.communeCode < other.communeCode ? -1 : 1),
  )
}

export const toResults = (
  call: ResultsCall,
  laureates: Laureate[],
  submittedCount: number,
  draw: RevealedDraw | null,
): Results => ({
  callId: call.callId,
  callTitle: call.title,
  callCode: call.code,
  theme: call.theme,
  publishedAt: (call.resultsPublishedAt ?? new Date(0)).toISOString(),
  envelopeCents: call.allocatedCents ?? 0,
  awardedCents: laureates.reduce((total, { amountCents }) => total + amountCents, 0),
  submittedCount,
  laureates,
  byCommune: byCommune(laureates),
  awardRulesSha256: call.awardRulesSha256 ?? NOT_COMPUTED,
  resultSha256: call.resultSha256,
  draw,
  isComputerAssisted: call.resultSha256 !== null,
  licence: LICENCE,
  isDemo: call.isDemo,
})

/** What the score was made of; nothing when the decision follows no scenario. */
function criteriaOf({ grid, snapshot, number }: Published): CriterionMean[] {
  const file = snapshot?.files.find((one) => one.number === number)
  if (file === undefined) return []
  return grid.criteria.map(({ id, label, weight, scale }) => {
    const mean = readScore(file.criterionMeans[id] ?? null)
    return {
      ...{ criterionId: id, label, weight, leastMark: scale.min, mostMark: scale.max },
      mean: mean === null ? null : displayFraction(mean, 2),
    }
  })
}

export function toApplicantDecision(
  row: Published,
  award: Award | null,
  signed: readonly { readonly label: string; readonly at: Date }[],
): ApplicantDecision {
  const line = row.result?.lines.find(({ number }) => number === row.number)
  return {
    applicationId: row.applicationId,
    number: row.number ?? '',
    outcome: row.outcome,
    amountCents: row.amountCents,
    reserveRank: row.reserveRank,
    reason: row.reason,
    publishedAt: row.publishedAt.toISOString(),
    awardStatus: award?.status ?? null,
    score: line?.score ?? null,
    rank: line?.rank ?? null,
    rankedCount: row.result?.totals.rankedCount ?? null,
    reasons: (line?.reasons ?? []).map(({ code, facts }) => ({ code, facts: { ...facts } })),
    counterfactual: line?.counterfactual ?? null,
    criteria: criteriaOf(row),
    approvedBy: signed.map(({ label, at }) => ({ label, at: at.toISOString() })),
    awardRulesSha256: row.awardRulesSha256 ?? NOT_COMPUTED,
    appealText: APPEAL_TEXT,
    award,
  }
}
