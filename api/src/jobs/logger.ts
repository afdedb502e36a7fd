import type { FastifyBaseLogger } from 'fastify'
import { Logger } from 'graphile-worker'

/** The queue’s own words, in our log: its chatter at debug, its faults as they are. */
export const queueLogger = (logger: FastifyBaseLogger): Logger =>
  new Logger(() => (level, message) => {
    const name: string = level
    if (name === 'error') logger.error({ from: 'queue' }, message)
    else if (name === 'warning') logger.warn({ from: 'queue' }, message)
    else logger.debug({ from: 'queue' }, message)
  })
