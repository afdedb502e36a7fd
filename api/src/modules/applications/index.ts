import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { attachmentRoutes } from './attachments.routes.ts'
import { draftingRoutes } from './drafting.routes.ts'
import { instructionRoutes } from './instruction.routes.ts'
import { readingRoutes } from './reading.routes.ts'

export { getApplication, startApplication } from './applications.service.ts'
export { prefillApplication } from './prefill.service.ts'
export { purgeAttachments } from './attachments.service.ts'
export { expireDrafts, remindDrafts } from './timers.service.ts'

export const applicationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(readingRoutes)
  await app.register(draftingRoutes)
  await app.register(instructionRoutes)
  await app.register(attachmentRoutes)
}
