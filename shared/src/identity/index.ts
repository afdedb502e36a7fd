export * from './demo.endpoints.ts'
export * from './endpoints.ts'
export * from './schemas.ts'
