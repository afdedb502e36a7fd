import { spawn } from 'node:child_process'

/**
 * Runs a Node program until it ends, and ends as it did. Each request to stop is handed on. Ctrl-C in a terminal reaches the
 * program itself too, which takes signals that come together for one; a plain `kill` reaches only us.
 */
export function runChild(args, options) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', ...options })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1)
  })
}
