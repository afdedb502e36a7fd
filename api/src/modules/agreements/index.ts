export { agreementRoutes } from './agreements.routes.ts'
export { closeAgreementOf } from './agreements.service.ts'
