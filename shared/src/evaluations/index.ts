export * from './endpoints.ts'
export * from './grid-schema.ts'
export * from './schemas.ts'
