import type { AuditEntryPage, AuditVerification } from '@progress-ess/shared/audit'
import { verifyAuditChain } from '../../kit/audit-chain.ts'
import type { Context } from '../../kit/context.ts'
import { decodeCursor, toPage } from '../../kit/page.ts'
import * as queries from './audit.queries.ts'
import { toAuditEntry } from './audit.views.ts'

/** Recomputes the chain from its first link. */
export async function verifyAuditTrail({ db, now }: Context): Promise<AuditVerification> {
  return { ...(await verifyAuditChain(db)), verifiedAt: now.toISOString() }
}

export type EntryQuery = {
  readonly subjectType?: string
  readonly subjectId?: string
  readonly after?: string
  readonly limit?: number
}

export async function listAuditEntries({ db }: Context, query: EntryQuery): Promise<AuditEntryPage> {
  const { subjectType, subjectId, after, limit = 20 } = query
  const before = after === undefined ? null : Number(decodeCursor(after, ['number'])[0])
  const rows = await queries.findEntries(db, { subjectType, subjectId, before, limit })
  const { items, next } = toPage(rows, limit, (row) => [row.position])
  return { items: items.map(toAuditEntry), next }
}
