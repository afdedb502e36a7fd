import type { FastifyBaseLogger } from 'fastify'
import { destination, pino } from 'pino'

/**
 * JSON lines on the standard error, so that what a person reads on the standard output stays readable. An error is logged
 * without what PostgreSQL adds to it (`detail`, `where`), which may quote people's data.
 */
export function createLogger(level: string): FastifyBaseLogger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, req: () => undefined, res: () => undefined },
    },
    destination({ fd: 2, sync: level !== 'info' && level !== 'debug' }),
  )
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown }
  return { type: error.name, message: error.message, code, constraint, table, stack: error.stack }
}
