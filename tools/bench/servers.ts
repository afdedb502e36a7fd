import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export type Server = {
  readonly url: string
  /** The most memory that the process has held so far, in bytes. */
  readonly peakMemory: () => number
  /** Processor time that the process has taken so far, in milliseconds. */
  readonly processorMs: () => number
  /** Resolves when the process has ended. */
  readonly stop: () => Promise<void>
}

/**
 * The built product in a process of its own, as in production: the load comes from elsewhere. It leaves a profile of its
 * processor time in this folder when it stops.
 */
export const startApi = (appUrl: string, ownerUrl: string, profile?: string): Promise<Server> =>
  start(
    [...(profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile]), 'api/dist/server.js'],
    /is ready[\s\S]*?(http:\/\/localhost:\d+)/,
    {
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      DEMO: '0',
      JOBS: 'off',
      LOG_LEVEL: 'warn',
      PORT: '24400',
    },
  )

export const startFloor = (ownerUrl: string): Promise<Server> =>
  start(
    ['--import', 'tsx', '--conditions=@progress-ess/source', 'tools/bench/floor.ts'],
    /listening on (http:\/\/\S+)/,
    { FLOOR_DATABASE_URL: ownerUrl },
  )

/** What delivers, in a process of its own, which may send to this machine. */
export const startSender = (appUrl: string): Promise<Server> =>
  start(['--import', 'tsx', '--conditions=@progress-ess/source', 'tools/bench/sender.ts'], /sending (\S+)/, {
    DATABASE_URL: appUrl,
  })

export const startFloorSender = (ownerUrl: string, work: Record<string, string>): Promise<Server> =>
  start(['--import', 'tsx', 'tools/bench/floor-sender.ts'], /sending (\S+)/, { FLOOR_DATABASE_URL: ownerUrl, ...work })

async function start(args: readonly string[], ready: RegExp, environment: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => child.kill('SIGKILL'))
  const url = await readUntil(child, ready)
  return {
    url: url.replace('localhost', '127.0.0.1'),
    peakMemory: () => peakOf(child.pid ?? 0),
    processorMs: () => processorOf(child.pid ?? 0),
    stop: () => stopped(child),
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

function readUntil(child: ChildProcess, ready: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = ready.exec(out)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('exit', () => reject(new Error(`The server did not start: ${out}`)))
  })
}

/** Linux keeps the high-water mark of each process; elsewhere nothing is told. */
function peakOf(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? Number.NaN) * 1_024
  } catch {
    return Number.NaN
  }
}

const TICK_MS = 10

/** User and system time, after the name of the process, which may hold spaces. */
function processorOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return Number.NaN
  }
}
