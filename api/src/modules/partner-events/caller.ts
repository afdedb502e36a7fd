import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { AddressRefused, faultOfUrl, type Resolve, resolveHost } from './addresses.ts'

export type Answer = {
  /** Null: none came. */
  readonly status: number | null
  /** A stable word for what went wrong below HTTP, or for a redirect; null: nothing. */
  readonly error: string | null
  /** What `Retry-After` asks for. */
  readonly retryAfterMs: number | null
}

export type CallerOptions = {
  /** The demonstration alone: http, and this machine. */
  readonly allowsLoopback: boolean
  readonly resolve?: Resolve
  readonly timeoutMs?: number
}

export type Caller = {
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Answer>
  /** Ends what is kept open. */
  readonly close: () => void
}

/** From the first step to the last byte. */
const TIMEOUT_MS = 10_000
/** The answer’s body says nothing to us: it is read so far, and so long, to use the connection again. */
const MOST_BODY = 4_096
const BODY_MS = 1_000
const IDLE_MS = 4_000

const WORDS: Readonly<Record<string, string>> = {
  ABORT_ERR: 'timeout',
  ETIMEDOUT: 'timeout',
  'address-refused': 'address-refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  HPE_HEADER_OVERFLOW: 'answer-too-long',
}

function wordOf({ code = '' }: NodeJS.ErrnoException): string {
  const isTls = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO|HOSTNAME_MISMATCH)/.test(code)
  return WORDS[code] ?? (isTls ? 'tls' : code.startsWith('HPE_') ? 'answer-malformed' : 'connection-failed')
}

/**
 * Sends to addresses that partners choose: public ones only. A name is resolved for the connection itself and every address is judged
 * there, so that a name which answers otherwise the second time leads nowhere. Redirects are not followed.
 */
export function createCaller({ allowsLoopback, resolve, timeoutMs = TIMEOUT_MS }: CallerOptions): Caller {
  const lookup: LookupFunction = (hostname, { all }, done) => {
    resolveHost(hostname, { allowsLoopback, ...(resolve === undefined ? {} : { resolve }) }).then(
      (addresses) => {
        const [first] = addresses
        if (all === true) done(null, [...addresses])
        else done(null, first?.address ?? '', first?.family)
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, ''),
    )
  }
  const kept = { keepAlive: true, maxFreeSockets: 64, timeout: IDLE_MS, lookup }
  const agents = { 'http:': new http.Agent(kept), 'https:': new https.Agent(kept) }

  const once = (url: string, headers: Readonly<Record<string, string>>, body: string) =>
    new Promise<Answer & { readonly isStale?: boolean }>((resolved) => {
      const fail = (error: NodeJS.ErrnoException, isStale = false): void =>
        resolved({ status: null, error: wordOf(error), retryAfterMs: null, isStale })
      // A host that is a number is never looked up.
      const fault = faultOfUrl(url, allowsLoopback)
      if (fault !== null) {
        fail(new AddressRefused(fault))
        return
      }
      const isHttps = url.startsWith('https:')
      const signal = AbortSignal.timeout(timeoutMs)
      const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, signal }
      const request = isHttps
        ? https.request(url, { ...options, agent: agents['https:'] })
        : http.request(url, { ...options, agent: agents['http:'] })
      request.once('response', (response) => drain(response, () => resolved(answerOf(response))))
      request.on('error', (error: NodeJS.ErrnoException) =>
        fail(error, request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')),
      )
      request.end(body)
    })

  return {
    post: async (url, headers, body) => {
      const { isStale = false, ...answer } = await once(url, headers, body)
      // The receiver closed an idle connection in the instant we took it: that says nothing of the receiver.
      return isStale ? withoutMark(await once(url, headers, body)) : answer
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

const withoutMark = ({ status, error, retryAfterMs }: Answer): Answer => ({ status, error, retryAfterMs })

function drain(response: IncomingMessage, done: () => void): void {
  let bytes = 0
  const patience = setTimeout(() => response.destroy(), BODY_MS)
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_BODY) response.destroy()
  })
  response.on('error', () => undefined) // its status came: that is what counts
  response.once('close', () => {
    clearTimeout(patience)
    done()
  })
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  const asked = headers['retry-after']
  return {
    status: statusCode,
    error: statusCode >= 300 && statusCode < 400 ? 'redirect' : null,
    retryAfterMs: asked === undefined ? null : waitOf(asked),
  }
}

/** Seconds, or an HTTP date; null when it is neither. */
function waitOf(text: string): number | null {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}
