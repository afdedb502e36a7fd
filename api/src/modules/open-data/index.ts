export { commonGrantsRoutes } from './common-grants.routes.ts'
export { openDataRoutes } from './open-data.routes.ts'
