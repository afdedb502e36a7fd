import { compileOnce, type ValueOf } from '../db/compiled.ts'
import type { Trx } from '../db/database.ts'
import { type Actor, actorIdOf, type Context } from './context.ts'
import { newId } from './ids.ts'

export type AuditFact = {
  /** The operationId, or the name of a job. */
  readonly operation: string
  readonly subjectType: string
  readonly subjectId: string
  readonly versionBefore?: number | null
  readonly versionAfter?: number | null
  /** Facts that explain the line (a reason, an amount). No personal data. */
  readonly data?: Readonly<Record<string, unknown>>
}

type Line = {
  readonly auditEntryId: string
  readonly at: Date
  readonly operation: string
  readonly subjectType: string
  readonly subjectId: string
  readonly actorId: string | null
  readonly actorKind: Actor['kind']
  readonly versionBefore: number | null
  readonly versionAfter: number | null
  readonly requestId: string
  readonly data: string
}

const insertLine = compileOnce((db, value: ValueOf<Line>) =>
  db.insertInto('auditEntry').values({
    auditEntryId: value('auditEntryId'),
    at: value('at'),
    operation: value('operation'),
    subjectType: value('subjectType'),
    subjectId: value('subjectId'),
    actorId: value('actorId'),
    actorKind: value('actorKind'),
    versionBefore: value('versionBefore'),
    versionAfter: value('versionAfter'),
    requestId: value('requestId'),
    data: value('data'),
  }),
)

/** Leaves one line of the audit trail in the transaction of the write. The chain is made afterwards (`audit-chain.ts`). */
export async function recordAudit(ctx: Context<Trx>, fact: AuditFact): Promise<void> {
  const line: Line = {
    auditEntryId: newId(),
    at: ctx.now,
    operation: fact.operation,
    subjectType: fact.subjectType,
    subjectId: fact.subjectId,
    actorId: actorIdOf(ctx.actor),
    actorKind: ctx.actor.kind,
    versionBefore: fact.versionBefore ?? null,
    versionAfter: fact.versionAfter ?? null,
    requestId: ctx.requestId,
    data: JSON.stringify(fact.data ?? {}),
  }
  await insertLine(ctx.db, line, undefined)
}
