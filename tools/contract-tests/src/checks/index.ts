import type { Suite } from '../run.ts'
import { connection } from './connection.ts'
import { consent } from './consent.ts'
import { feed } from './feed.ts'
import { receiving, sending } from './protocol.ts'
import { webhooks } from './webhooks.ts'
import { writing } from './writing.ts'

/** In this order: the feed looks at what those before it have caused. */
export const SUITES: readonly Suite[] = [connection, writing, receiving, sending, consent, feed, webhooks]
