export { letterRoutes } from './letters.routes.ts'
export { publishOnDate } from './publication.service.ts'
