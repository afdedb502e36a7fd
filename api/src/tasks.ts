import type { SystemTask } from './jobs/index.ts'
import { expireDrafts, purgeAttachments, remindDrafts } from './modules/applications/index.ts'
import { purgeFiles, rescanPending, scanFile } from './modules/files/index.ts'
import { purgeSessions } from './modules/identity/index.ts'

/** What modules let the system run: one line a task, named as in the schedule of `jobs/index.ts`. */
export const moduleTasks: Readonly<Record<string, SystemTask>> = {
  'expire-drafts': expireDrafts,
  'remind-drafts': remindDrafts,
  'purge-attachments': purgeAttachments,
  'purge-files': purgeFiles,
  'purge-sessions': purgeSessions,
  'rescan-pending': rescanPending,
  'scan-file': scanFile,
}
