import type { Award } from '@progress-ess/shared/awards'
import type { AwardRow } from './awards.queries.ts'
import { allowedAwardActions, type AwardRole } from './decisions.rules.ts'

export const toAward = (row: AwardRow, roles: readonly AwardRole[], now: Date): Award => ({
  awardId: row.awardId,
  callId: row.callId,
  applicationId: row.applicationId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationName: row.organisationName,
  amountCents: row.amountCents,
  status: row.status,
  committedAt: row.committedAt.toISOString(),
  acceptBy: row.acceptBy?.toISOString() ?? null,
  renouncedReason: row.renouncedReason,
  version: row.version,
  allowedActions: allowedAwardActions(row, roles, now),
})
