export { purgeDeliveries } from './deliveries.service.ts'
export { Dispatcher } from './dispatcher.ts'
export { eventRoutes } from './events.routes.ts'
export { webhookRoutes } from './webhooks.routes.ts'
