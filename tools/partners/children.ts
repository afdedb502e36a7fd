import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Unusable } from '../lib/program.ts'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const PATIENCE_MS = 180_000

export type Child = {
  readonly process: ChildProcess
  /** What it has said, line by line. */
  readonly lines: string[]
  /** Resolves with what the expression found in what it says. */
  readonly says: (expression: RegExp) => Promise<RegExpExecArray>
  readonly kill: (signal: NodeJS.Signals) => Promise<void>
}

const living = new Set<ChildProcess>()
process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')))

/** A process of its own, that ends with this one at the latest. */
export function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  living.add(child)
  const lines: string[] = []
  let text = ''
  const hear = (chunk: Buffer): void => {
    text += chunk.toString()
    lines.push(
      ...chunk
        .toString()
        .split('\n')
        .filter((line) => line !== ''),
    )
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => {
      living.delete(child)
      resolve()
    })
  })
  return {
    process: child,
    lines,
    says: async (expression) => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
        const found = expression.exec(text)
        if (found !== null) return found
        if (child.exitCode !== null || child.signalCode !== null) break
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const taken = /EADDRINUSE.*:(\d+)/.exec(text)
      if (taken !== null) throw new Unusable(`Port ${taken[1]} is taken: free it, or choose another one (--help).`)
      throw new Error(`${args.join(' ')} did not say ${String(expression)}:\n${text.slice(-2_000)}`)
    },
    kill: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

export type Simulated = {
  readonly kind: 'cci' | 'cma'
  readonly url: string
  readonly key: string
  readonly port: number
  readonly file: string
  readonly more?: readonly string[]
}

/** A partner’s system; the key travels in its environment, where no list of processes shows it. */
export const startSimulator = ({ kind, url, key, port, file, more = [] }: Simulated): Child =>
  start(
    [
      '--import',
      'tsx',
      '--conditions=@progress-ess/source',
      'tools/partners/main.ts',
      kind,
      '--url',
      url,
      '--port',
      String(port),
      '--file',
      file,
      ...more,
    ],
    { PROGRESS_ESS_KEY: key },
  )
