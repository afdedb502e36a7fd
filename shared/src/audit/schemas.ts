import { Type, type Static } from 'typebox'
import { Instant, Nullable, Page, Sha256, Strict, Uuid, Version, Words } from '../kit/primitives.ts'

const Place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const SubjectType = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$', maxLength: 60 })

export const AuditEntry = Strict(
  {
    auditEntryId: Uuid,
    at: Instant,
    operation: Type.String({ maxLength: 80 }),
    subjectType: SubjectType,
    subjectId: Uuid,
    actorKind: Words(['account', 'partner', 'anonymous', 'system']),
    actorId: Nullable(Uuid),
    /** The name of the account today; the trail itself keeps none. */
    actorName: Nullable(Type.String()),
    versionBefore: Nullable(Version),
    versionAfter: Nullable(Version),
    requestId: Type.String({ maxLength: 80 }),
    data: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
    /** Null for some seconds after the act: the line is written, but not linked yet. */
    place: Nullable(Place),
    hash: Nullable(Sha256),
  },
  'AuditEntry',
)
export type AuditEntry = Static<typeof AuditEntry>

export const AuditEntryPage = Page(AuditEntry, 'AuditEntryPage')
export type AuditEntryPage = Static<typeof AuditEntryPage>

export const AuditVerification = Strict(
  {
    holds: Type.Boolean(),
    /** Lines whose place in the chain was recomputed. */
    checked: Count,
    /** Lines written lately and not linked yet. */
    unlinked: Count,
    /** The first place that does not hold. */
    brokenAt: Nullable(Place),
    /** The hash of the last line that holds: printed elsewhere, it anchors everything before. */
    headHash: Sha256,
    verifiedAt: Instant,
  },
  'AuditVerification',
)
export type AuditVerification = Static<typeof AuditVerification>
