import type { FastifyBaseLogger } from 'fastify'

export type LogLine = { readonly level: string; readonly facts: unknown; readonly message: string }

/** Keeps what is logged, and prints errors, because a test that gets a 500 wants to know why. */
export function createTestLogger(lines: LogLine[], isQuiet: () => boolean): FastifyBaseLogger {
  const at =
    (level: string) =>
    (facts: unknown, message = ''): void => {
      lines.push({ level, facts, message })
      if ((level === 'error' || level === 'fatal') && !isQuiet()) {
        const { err } = (typeof facts === 'object' && facts !== null ? facts : {}) as { err?: Error }
        process.stderr.write(`${level}: ${message} ${err?.stack ?? JSON.stringify(facts)}\n`)
      }
    }
  const logger = {
    level: 'debug',
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    silent: () => undefined,
    child: () => logger,
  } as unknown as FastifyBaseLogger
  return logger
}
