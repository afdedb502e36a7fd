import type { GrantAgreement } from '@progress-ess/shared/agreements'
import type { Standing } from '../organisations/index.ts'
import { blocksOf } from './agreement-text.rules.ts'
import type { AgreementRow } from './agreements.queries.ts'
import { allowedAgreementActions } from './agreements.rules.ts'

/** `text`: as it reads now, where nothing was sent. */
export const toAgreement = (row: AgreementRow, text: string, { roles, isStaff }: Standing): GrantAgreement => ({
  agreementId: row.agreementId,
  awardId: row.awardId,
  applicationId: row.applicationId,
  callId: row.callId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  amountCents: row.amountCents,
  status: row.status,
  textNumber: row.textNumber,
  body: isStaff ? row.body : null,
  conditions: row.conditions,
  revision: row.revision,
  blocks: blocksOf(row.sentText ?? text),
  sentSha256: row.sentSha256,
  sentAt: row.sentAt?.toISOString() ?? null,
  hasSignedCopy: row.signedFileId !== null,
  returnedAt: row.returnedAt?.toISOString() ?? null,
  signedOn: row.signedOn,
  reopenedReason: isStaff ? row.reopenedReason : null,
  terminatedReason: row.terminatedReason,
  version: row.version,
  allowedActions: allowedAgreementActions(row, roles),
})
