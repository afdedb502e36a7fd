export { assignmentRoutes } from './assignments.routes.ts'
export { referralRoutes } from './referrals.routes.ts'
export { digestReferrals, runReferralTimers } from './timers.service.ts'
