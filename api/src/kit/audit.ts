import type { Trx } from '../db/database.ts'
import { accountIdOf, type Context } from './context.ts'
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

/** Leaves one line of the audit trail in the transaction of the write. The chain is made afterwards (`audit-chain.ts`). */
export async function recordAudit(ctx: Context<Trx>, fact: AuditFact): Promise<void> {
  await ctx.db
    .insertInto('auditEntry')
    .values({
      auditEntryId: newId(),
      at: ctx.now,
      operation: fact.operation,
      subjectType: fact.subjectType,
      subjectId: fact.subjectId,
      actorId: accountIdOf(ctx.actor),
      actorKind: ctx.actor.kind,
      versionBefore: fact.versionBefore ?? null,
      versionAfter: fact.versionAfter ?? null,
      requestId: ctx.requestId,
      data: JSON.stringify(fact.data ?? {}),
    })
    .execute()
}
