export * from './endpoints.ts'
export * from './form-schema.ts'
export * from './schemas.ts'
