export * from './endpoints.ts'
export * from './iban.ts'
export * from './schemas.ts'
export * from './settings.ts'
