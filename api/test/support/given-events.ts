import type { EventKind } from '@progress-ess/shared/partner-events'
import type { Trx } from '../../src/db/database.ts'
import { inTransaction } from '../../src/kit/context.ts'
import { emitEvent } from '../../src/kit/events.ts'
import { newId } from '../../src/kit/ids.ts'
import type { TestApp } from './app.ts'
import { contextOf } from './context.ts'

export type GivenEvent = {
  readonly audience: readonly string[]
  readonly subjectId?: string
  readonly kind?: EventKind
  readonly data?: Record<string, string | number>
}

/** An event as a use case leaves it, in a transaction that is open. */
export const emitIn = (world: TestApp, trx: Trx, { audience, subjectId = newId(), kind, data = {} }: GivenEvent) =>
  emitEvent(
    { ...contextOf(world), db: trx },
    { kind: kind ?? 'assignment.accept', subjectType: 'referral', subjectId, audience, data },
  )

/** An event that was committed. */
export const emit = (world: TestApp, event: GivenEvent): Promise<void> =>
  inTransaction(contextOf(world), ({ db }) => emitIn(world, db, event))
