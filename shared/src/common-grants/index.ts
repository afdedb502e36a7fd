export * from './awards.ts'
export * from './schemas.ts'
