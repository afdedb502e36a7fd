import { v7 } from 'uuid'

/** A UUIDv7: sortable by time, made by the application so that any PostgreSQL serves. */
export const newId = (): string => v7()
