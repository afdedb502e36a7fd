import type { SystemTask } from './jobs/index.ts'
import { expireDrafts, remindDrafts } from './modules/applications/index.ts'
import { purgeSessions } from './modules/identity/index.ts'

/** What modules let the system run: one line a task, named as in the schedule of `jobs/index.ts`. */
export const moduleTasks: Readonly<Record<string, SystemTask>> = {
  'expire-drafts': expireDrafts,
  'remind-drafts': remindDrafts,
  'purge-sessions': purgeSessions,
}
