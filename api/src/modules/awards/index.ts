export { awardRoutes } from './awards.routes.ts'
export { announceFreed, awardOffered, lapseAwards } from './awards.service.ts'
export { endAfterDays, getAwardProcedure } from './procedure.service.ts'
export { planOffers, type ReserveFile, type ReserveTurn, type Settled } from './reserve.rules.ts'
