export * from './budget-lines.ts'
export * from './communes.ts'
