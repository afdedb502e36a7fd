export * from './endpoints.ts'
export * from './rules-schema.ts'
export * from './schemas.ts'
export * from './verification.ts'
