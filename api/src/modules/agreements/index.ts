export { agreementRoutes } from './agreements.routes.ts'
export { closeAgreementOf, hasOpenAgreement } from './agreements.service.ts'
