import type { SystemTask } from './jobs/index.ts'

/** What modules let the system run: one line a task, named as in the schedule of `jobs/index.ts`. */
export const moduleTasks: Readonly<Record<string, SystemTask>> = {}
