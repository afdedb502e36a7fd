import type { Call, CallReadiness, CallSummary, Fingerprints } from '@progress-ess/shared/calls'
import { fingerprintOf } from '../../kit/canonical.ts'
import type { CallRow, findNotices, ListedCall } from './calls.queries.ts'
import { findCallGaps } from './calls.readiness.rules.ts'
import { CALL_ACTIONS, type CallRole, decideCall, phaseOf } from './calls.rules.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

const progressOf = (row: ListedCall) => ({
  hasEvaluations: row.hasEvaluations === true,
  isPanelLocked: row.panelLockedAt !== null,
})

/** Fingerprints of what a publication freezes. The whole call takes in dates and eligibility too. */
export function fingerprintsOf(row: CallRow): Fingerprints {
  const { form, grid, awardRules, eligibility } = row
  return {
    form: fingerprintOf(form),
    grid: fingerprintOf(grid),
    awardRules: fingerprintOf(awardRules),
    call: fingerprintOf({
      code: row.code,
      eligibility,
      form,
      grid,
      awardRules,
      opensAt: iso(row.opensAt),
      closesAt: iso(row.closesAt),
      graceMinutes: row.graceMinutes,
      overCapPolicy: row.overCapPolicy,
    }),
  }
}

function frozenFingerprints(row: CallRow): Fingerprints | null {
  const { formSha256, gridSha256, awardRulesSha256, callSha256 } = row
  if (formSha256 === null || gridSha256 === null || awardRulesSha256 === null || callSha256 === null) return null
  return { form: formSha256, grid: gridSha256, awardRules: awardRulesSha256, call: callSha256 }
}

export const toCallSummary = (row: ListedCall, now: Date): CallSummary => ({
  callId: row.callId,
  code: row.code,
  edition: row.edition,
  title: row.title,
  theme: row.theme,
  summary: row.summary,
  status: row.status,
  phase: phaseOf({ ...row, ...progressOf(row) }, now),
  opensAt: iso(row.opensAt),
  closesAt: iso(row.closesAt),
  resultsExpectedOn: row.resultsExpectedOn,
  resultsPublishedAt: iso(row.resultsPublishedAt),
  envelopeCents: row.allocatedCents ?? row.awardRules.envelope.totalCents,
  capCents: row.awardRules.amount.capCents,
  isDemo: row.isDemo,
})

export const toCall = (
  row: CallRow,
  notices: Awaited<ReturnType<typeof findNotices>>,
  viewer: { roles: readonly CallRole[]; now: Date },
): Call => ({
  ...toCallSummary(row, viewer.now),
  programme: row.programme,
  description: row.description,
  documentsToPrepare: row.documentsToPrepare,
  graceMinutes: row.graceMinutes,
  evaluationEndsAt: iso(row.evaluationEndsAt),
  overCapPolicy: row.overCapPolicy,
  eligibility: row.eligibility,
  form: row.form,
  grid: row.grid,
  awardRules: row.awardRules,
  publishedAt: iso(row.publishedAt),
  cancelledReason: row.cancelledReason,
  fingerprints: frozenFingerprints(row),
  notices: notices.map(({ kind, text, closesAt, at }) => ({
    kind,
    text,
    closesAt: iso(closesAt),
    at: at.toISOString(),
  })),
  serverNow: viewer.now.toISOString(),
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  allowedActions: CALL_ACTIONS.filter((action) => decideCall(row, action, viewer.roles, viewer.now).ok),
})

export function toReadiness(row: CallRow, now: Date): CallReadiness {
  const missing = findCallGaps(row, now)
  return { isReady: missing.length === 0, missing, fingerprints: fingerprintsOf(row) }
}
