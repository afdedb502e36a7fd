import { randomUUID } from 'node:crypto'
import type { Actor, Context } from '../../src/kit/context.ts'
import type { TestApp } from './app.ts'
import { TEST_SETTINGS } from './settings.ts'

/** The context of a use case outside a request: by default the system’s. */
export function contextOf({ db, clock }: TestApp, actor: Actor = { kind: 'system' }): Context {
  return { db, actor, now: clock(), receivedAt: clock(), requestId: randomUUID(), settings: TEST_SETTINGS }
}
