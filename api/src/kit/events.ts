import type { EventKind } from '@progress-ess/shared/partner-events'
import { sql } from 'kysely'
import { compileOnce, type ValueOf } from '../db/compiled.ts'
import type { Trx } from '../db/database.ts'
import type { Context } from './context.ts'
import { newId } from './ids.ts'

/** A domain event, without personal data: subscribers read the subject over the API. */
export type DomainEvent = {
  readonly subjectType: string
  readonly subjectId: string
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
} & (
  | {
      /** `<noun>.<past participle>`, e.g. `application.submitted`. */
      readonly kind: string
      readonly audience?: undefined
    }
  | {
      readonly kind: EventKind
      /** The partners that are told of it, by feed and webhook. */
      readonly audience: readonly string[]
    }
)

type Row = {
  readonly outboxEventId: string
  readonly kind: string
  readonly subjectType: string
  readonly subjectId: string
  readonly data: string
  readonly at: Date
  readonly audience: readonly string[]
}

const insertEvent = compileOnce((db, value: ValueOf<Row>) =>
  db.insertInto('outboxEvent').values({
    outboxEventId: value('outboxEventId'),
    kind: value('kind'),
    subjectType: value('subjectType'),
    subjectId: value('subjectId'),
    data: value('data'),
    at: value('at'),
    audience: sql`${value('audience')}::uuid[]`,
  }),
)

/** Appends an event to the outbox, in the transaction that caused it. */
export async function emitEvent(ctx: Context<Trx>, event: DomainEvent): Promise<void> {
  const row: Row = {
    outboxEventId: newId(),
    kind: event.kind,
    subjectType: event.subjectType,
    subjectId: event.subjectId,
    data: JSON.stringify(event.data ?? {}),
    at: ctx.now,
    audience: [...new Set(event.audience ?? [])],
  }
  await insertEvent(ctx.db, row, undefined)
}
