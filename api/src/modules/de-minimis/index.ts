export { deMinimisRoutes } from './de-minimis.routes.ts'
export { refuseOverDeMinimis } from './de-minimis.service.ts'
