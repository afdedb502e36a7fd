import type { RulesExample, Scenario, ScenarioLine, ScenarioSummary } from '@progress-ess/shared/awards'
import { textsOf } from './snapshot.rules.ts'
import type { ScenarioResult } from './awards.scenario.rules.ts'
import type { findNames, ScenarioRow } from './scenarios.queries.ts'

type Names = Awaited<ReturnType<typeof findNames>>

/** The lines of a result, files by their number. */
export const toResultLines = ({ lines }: ScenarioResult): RulesExample['lines'] =>
  lines.map(({ reasons, ...line }) => ({
    ...line,
    reasons: reasons.map(({ code, facts }) => ({ code, facts: { ...facts } })),
  }))

/** The lines of a result with the names that people know the files by. */
export function toLines(result: ScenarioResult, names: Names): ScenarioLine[] {
  const byNumber = new Map(names.map((name) => [name.number ?? name.applicationId, name]))
  return toResultLines(result).map((line) => {
    const name = byNumber.get(line.number)
    return {
      ...line,
      applicationId: name?.applicationId ?? '',
      projectTitle: name?.projectTitle ?? '',
      organisationName: name?.organisationName ?? '',
      communeName: name?.communeName ?? '',
      organisationKind: name?.family ?? '',
      themes: textsOf(name?.theme),
    }
  })
}

export const toScenarioSummary = (row: ScenarioRow, isCurrent: boolean): ScenarioSummary => ({
  scenarioId: row.scenarioId,
  label: row.label,
  isPublishedRules: row.rulesSha256 === row.awardRulesSha256,
  totals: row.result.totals,
  createdAt: row.createdAt.toISOString(),
  adoptedAt: row.adoptedAt?.toISOString() ?? null,
  isCurrent,
})

export const toScenario = (
  row: ScenarioRow,
  names: Names,
  facts: { isCurrent: boolean; mayAdopt: boolean },
): Scenario => ({
  ...toScenarioSummary(row, facts.isCurrent),
  callId: row.callId,
  rules: row.rules,
  departureReason: row.departureReason,
  lines: toLines(row.result, names),
  engineVersion: row.engineVersion,
  rulesSha256: row.rulesSha256,
  snapshotSha256: row.snapshotSha256,
  resultSha256: row.resultSha256,
  allowedActions: facts.mayAdopt && facts.isCurrent && row.adoptedAt === null ? ['adopt'] : [],
})
