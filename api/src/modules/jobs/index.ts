export { findKnown } from './jobs.queries.ts'
export { jobRoutes } from './jobs.routes.ts'
export { JobRunner, type JobWork, type Keep, type Running } from './jobs.runner.ts'
export { purgeEndedJobs, requestJob } from './jobs.service.ts'
