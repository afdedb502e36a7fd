export { reserveOfferRoutes } from './offers.routes.ts'
export { offerReserve, runAwardTimers } from './timers.service.ts'
