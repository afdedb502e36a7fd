export * from './endpoints.ts'
export * from './identifiers.ts'
export * from './legal-forms.ts'
export * from './schemas.ts'
