import type { EvaluatorSeverity, UncertainFile, Uncertainty } from '@progress-ess/shared/awards'
import { compare, displayFraction, type Fraction, ZERO } from '../../kit/fraction.rules.ts'
import type { Reading, Severity } from './awards.severity.rules.ts'
import { bandOf, DRAWS, type Spread } from './awards.stability.rules.ts'
import type { findNames } from './scenarios.queries.ts'
import type { RulesRun } from './scenarios.service.ts'
import type { findEvaluatorNames } from './uncertainty.queries.ts'

/** With fewer files, what looks like severity may be the files. */
const LEAST_FILES = 3
const DECIMALS = 2

export type Estimate = {
  readonly run: RulesRun
  readonly spread: Spread | null
  /** In how many draws each file is funded, by number; null when none was made. */
  readonly counts: ReadonlyMap<string, number> | null
  readonly notDrawnFor: Uncertainty['notDrawnFor']
  readonly severity: Severity
  readonly readings: readonly Reading[]
  readonly names: Awaited<ReturnType<typeof findNames>>
  readonly evaluators: Awaited<ReturnType<typeof findEvaluatorNames>>
}

export const toUncertainty = (estimate: Estimate): Uncertainty => ({
  notDrawnFor: estimate.notDrawnFor,
  drawCount: estimate.counts === null ? 0 : DRAWS,
  withinPoints: estimate.spread?.within.toFixed(DECIMALS) ?? null,
  betweenPoints: estimate.spread?.between.toFixed(DECIMALS) ?? null,
  seedSha256: estimate.run.rulesSha256,
  partCount: estimate.severity.parts,
  files: toFiles(estimate),
  evaluators: toEvaluators(estimate),
})

function toFiles({ run, counts, severity, names }: Estimate): UncertainFile[] {
  const nameOf = new Map(names.map((name) => [name.number ?? name.applicationId, name]))
  const ranks = correctedRanks(run, severity)
  return run.result.lines.map(({ number, rank, score, awardCents, reasons }) => {
    const name = nameOf.get(number)
    const corrected = severity.files.get(number)
    const isDrawn = counts !== null && (rank !== null || reasons.some(({ code }) => code === 'below-threshold'))
    const funded = counts?.get(number) ?? 0
    return {
      applicationId: name?.applicationId ?? '',
      number,
      projectTitle: name?.projectTitle ?? '',
      organisationName: name?.organisationName ?? '',
      rank,
      score,
      isFunded: awardCents > 0,
      fundedShare: isDrawn ? Math.round((funded * 10_000) / DRAWS) : null,
      band: isDrawn ? bandOf(funded) : null,
      correctedScore: corrected === undefined ? null : displayFraction(corrected, DECIMALS),
      correctedRank: ranks.get(number) ?? null,
      part: severity.partOf.get(number) ?? null,
    }
  })
}

/** Places of ranked files within their part, by corrected score; equal scores share theirs: 1, 2, 2, 4. */
function correctedRanks({ result }: RulesRun, { files, partOf }: Severity): ReadonlyMap<string, number> {
  const ranked = result.lines
    .flatMap(({ number, rank }) => (rank === null || !files.has(number) ? [] : [number]))
    .map((number) => ({ number, part: partOf.get(number), score: files.get(number) ?? ZERO }))
  return new Map(
    ranked.map(({ number, part, score }) => [
      number,
      1 + ranked.filter((other) => other.part === part && compare(other.score, score) > 0).length,
    ]),
  )
}

function toEvaluators({ severity, readings, evaluators }: Estimate): EvaluatorSeverity[] {
  const severityBy = (evaluatorId: string): Fraction => severity.readers.get(evaluatorId) ?? ZERO
  return evaluators
    .filter(({ evaluatorId }) => severity.readers.has(evaluatorId))
    .sort((a, b) => compare(severityBy(a.evaluatorId), severityBy(b.evaluatorId)))
    .map(({ evaluatorId, evaluatorName }) => {
      const fileCount = readings.filter(({ reader }) => reader === evaluatorId).length
      return {
        evaluatorId,
        evaluatorName,
        fileCount,
        severity: fileCount < LEAST_FILES ? null : displayFraction(severityBy(evaluatorId), DECIMALS),
        part: severity.partOf.get(evaluatorId) ?? 0,
      }
    })
}
