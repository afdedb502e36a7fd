import type { Letter, ReceivedLetter } from '@progress-ess/shared/letters'
import type { findReceived, LetterRow } from './letters.queries.ts'
import { allowedLetterActions, type LetterRole, notifiedAt } from './letters.rules.ts'

type ReceivedRow = NonNullable<Awaited<ReturnType<typeof findReceived>>>[number]

export const toLetter = (
  row: LetterRow,
  { roles, isOutdated, now }: { roles: readonly LetterRole[]; isOutdated: boolean; now: Date },
): Letter => ({
  letterId: row.letterId,
  callId: row.callId,
  applicationId: row.applicationId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationName: row.organisationName,
  kind: row.kind,
  status: row.status,
  title: row.title,
  body: row.body,
  isEdited: row.isEdited,
  templateVersion: row.templateVersion,
  isOutdated,
  sentAt: row.sentAt?.toISOString() ?? null,
  openedAt: row.openedAt?.toISOString() ?? null,
  notifiedAt: notifiedAt(row, now)?.toISOString() ?? null,
  version: row.version,
  allowedActions: allowedLetterActions(row.status, roles),
})

export const toReceived = (row: ReceivedRow, now: Date): ReceivedLetter => ({
  letterId: row.letterId,
  kind: row.kind,
  title: row.title,
  sentAt: (row.sentAt ?? now).toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  notifiedAt: notifiedAt(row, now)?.toISOString() ?? null,
  sha256: row.sha256,
})
