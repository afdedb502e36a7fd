import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { roundDown } from './awards.bounds.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { type SnapshotFile, toInput } from './snapshot.rules.ts'

/** The files of docs/award-rules.md: score, request in fifteenths of the cap, organisation. The draw puts C before D. */
const FILES = [
  ['A', 90, 15, 'o1'],
  ['B', 85, 12, 'o2'],
  ['C', 80, 10, 'o3'],
  ['D', 80, 6, 'o4'],
  ['E', 75, 5, 'o5'],
  ['F', 70, 3, 'o6'],
  ['G', 60, 8, 'o1'],
  ['H', 45, 4, 'o7'],
] as const
const CAP = 15
/** Of the example’s envelope, and of each project’s budget. */
const FORTY = 40

/**
 * The worked example under these rules. Its requests go with the cap and its envelope does not suffice for all of them, whatever
 * the envelope of the call: with a cap of 15,000 € it is the table of docs/award-rules.md. Everything else is as the rules say.
 */
export function exampleOf(rules: AwardRules, grid: Grid): ScenarioInput {
  const { envelope, amount } = rules
  const part = (fifteenths: number): number => Number((BigInt(amount.capCents) * BigInt(fifteenths)) / BigInt(CAP))
  const totalCents = Math.min(envelope.totalCents, part(FORTY))
  const files = FILES.map(([number, score, request, organisationKey], index): SnapshotFile => ({
    number,
    organisationKey,
    state: 'admissible',
    requestedCents: roundDown(part(request), envelope.roundToCents),
    budgetCents: part(FORTY),
    completePlace: index + 1,
    isNeverFunded: true,
    score: `${score}/1`,
    criterionMeans: {},
    eliminatedBy: null,
    drawKey: number,
  }))
  return toInput({ ...rules, envelope: { ...envelope, totalCents } }, grid, { callId: '', files })
}
