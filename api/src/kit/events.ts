import type { Trx } from '../db/database.ts'
import type { Context } from './context.ts'
import { newId } from './ids.ts'

/** A domain event, without personal data: subscribers read the subject over the API. */
export type DomainEvent = {
  /** `<noun>.<past participle>`, e.g. `application.submitted`. */
  readonly kind: string
  readonly subjectType: string
  readonly subjectId: string
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

/** Appends an event to the outbox, in the transaction that caused it. */
export async function emitEvent(ctx: Context<Trx>, event: DomainEvent): Promise<void> {
  await ctx.db
    .insertInto('outboxEvent')
    .values({
      outboxEventId: newId(),
      kind: event.kind,
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      data: JSON.stringify(event.data ?? {}),
      at: ctx.now,
    })
    .execute()
}
