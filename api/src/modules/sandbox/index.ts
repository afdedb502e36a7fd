export { playSandboxReferral, runSandboxes } from './play.service.ts'
export { sandboxRoutes } from './sandbox.routes.ts'
export { seedSandbox } from './sandbox.service.ts'
