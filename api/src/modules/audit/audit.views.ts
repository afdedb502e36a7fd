import type { AuditEntry } from '@progress-ess/shared/audit'
import type { EntryRow } from './audit.queries.ts'

export function toAuditEntry(row: EntryRow): AuditEntry {
  return {
    auditEntryId: row.auditEntryId,
    at: row.at.toISOString(),
    operation: row.operation,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    actorKind: row.actorKind,
    actorId: row.actorId,
    actorName: row.actorName,
    versionBefore: row.versionBefore,
    versionAfter: row.versionAfter,
    requestId: row.requestId,
    data: row.data as Record<string, unknown>,
    place: row.place,
    hash: row.hash,
  }
}
