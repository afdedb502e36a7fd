export { purgeDeliveries } from './deliveries.service.ts'
export { eventRoutes } from './events.routes.ts'
export { webhookRoutes } from './webhooks.routes.ts'
