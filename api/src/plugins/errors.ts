import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Problem, ProblemError } from '@progress-ess/shared/kit'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AnsweredBefore } from '../kit/idempotency.ts'
import { Refusal, type RefusalKind } from '../kit/refusal.ts'
import { answerAgain } from './idempotency.ts'
import { methodsByAddress } from './methods.ts'
import { RESOURCE_METADATA } from './well-known.ts'

const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  stale: 412,
  tooLarge: 413,
  unprocessable: 422,
  versionRequired: 428,
  tooMany: 429,
  unavailable: 503,
}

/** Fastify’s own refusals, by their code; anything else of 4xx is an invalid request. */
const FRAMEWORK: Readonly<Record<string, { status: number; code: string; detail: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'body-too-large', detail: 'The body is too large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'unsupported-media-type', detail: 'Send application/json' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'malformed-json', detail: 'The body is no JSON' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'malformed-json', detail: 'The body is empty' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, code: 'invalid-request', detail: 'Content-Length is wrong' },
  FST_ERR_BAD_URL: { status: 400, code: 'invalid-request', detail: 'The address is malformed' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'invalid-request', detail: 'A part of the address is too long' },
}

/** PostgreSQL or its pool cannot serve now: worth another try. */
const AWAY = new Set([
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '53100',
  '53200',
  '40001',
  '40P01',
  '0A000',
  '55P03',
  'ECONNREFUSED',
  'ECONNRESET',
])

export function problem(
  requestId: string,
  status: number,
  code: string,
  detail: string,
  extra: Pick<Problem, 'errors' | 'context'> = {},
): Problem {
  return {
    type: `urn:progress-ess:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Refused',
    status,
    detail,
    code,
    requestId,
    ...extra,
  }
}

function pointersOf(error: FastifyError): ProblemError[] {
  const part = error.validationContext ?? 'body'
  return (error.validation ?? []).slice(0, 50).map(({ instancePath, keyword, params, message }) => {
    const named = params['missingProperty'] ?? params['additionalProperty']
    const suffix = typeof named === 'string' ? `/${named.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
    return { pointer: `/${part}${instancePath}${suffix}`.slice(0, 300), keyword, message: message ?? 'is refused' }
  })
}

function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Refusal) {
    return problem(requestId, STATUS[error.kind], error.code, error.message, {
      ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
      ...(error.context === undefined ? {} : { context: { ...error.context } }),
    })
  }
  const fault = error as Partial<FastifyError> & { message?: string }
  if (fault.validation !== undefined) {
    return problem(requestId, 400, 'invalid-request', 'The request does not have the declared shape', {
      errors: pointersOf(fault as FastifyError),
    })
  }
  const known = fault.code === undefined ? undefined : FRAMEWORK[fault.code]
  if (known !== undefined) return problem(requestId, known.status, known.code, known.detail)
  if (error instanceof SyntaxError && fault.statusCode === 400) {
    return problem(requestId, 400, 'malformed-json', 'The body is no JSON')
  }
  if (fault.code !== undefined && AWAY.has(fault.code)) return unavailable(requestId)
  if (/timeout exceeded when trying to connect|Connection terminated/.test(fault.message ?? ''))
    return unavailable(requestId)
  const status = fault.statusCode ?? 500
  if (status >= 400 && status < 500) return problem(requestId, status, 'invalid-request', 'The request is refused')
  return problem(requestId, 500, 'internal-error', 'Something went wrong on our side')
}

const unavailable = (requestId: string): Problem =>
  problem(requestId, 503, 'unavailable', 'The service cannot answer now; try again in a moment')

declare module 'fastify' {
  interface FastifyInstance {
    /** The pages’ entry, when this process serves them: what an unknown address of a browser is answered with. */
    indexPage: string | null
  }
}

/** Who takes anything (curl) gets the page too, unless the address is that of a file: a script that is not there is no page. */
function wantsPage({ method, url, headers: { accept = '*/*' } }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1)
  if (method !== 'GET' && method !== 'HEAD') return false
  if (/^\/(api|common-grants|docs|health|metrics|assets|\.well-known)(\/|$)/.test(path)) return false
  return accept.includes('text/html') || (accept.includes('*/*') && !/\.[^/]*$/.test(path))
}

/** Every refusal leaves as one problem document (RFC 9457), and only faults of ours are logged as errors. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof AnsweredBefore) {
    answerAgain(error.answer, request, reply)
    return
  }
  const body = toProblem(error, request.id)
  request.refusalCode = body.code
  if (body.status >= 500) request.log.error({ err: error }, 'request failed')
  const retryAfter = body.context?.['retryAfterSeconds']
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(retryAfter))
  else if (body.status === 503) void reply.header('retry-after', '2')
  const version = body.context?.['currentVersion']
  if (typeof version === 'number') void reply.header('etag', `"${version}"`)
  challenge(body, request, reply)
  // Serialised here: no response schema may stand between a refusal and its reader.
  void reply
    .status(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((payload: string) => payload)
    .send(JSON.stringify(body))
}

/** The same refusal in the words of CommonGrants: `status`, `message`, `errors`. */
export function answerCommonGrantsError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, detail, errors = [] } = toProblem(error, request.id)
  request.refusalCode = code
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  const body = { status, message: detail, errors: errors.length > 0 ? errors : [{ code }] }
  void reply
    .status(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((payload: string) => payload)
    .send(JSON.stringify(body))
}

/** Says by what one gets in (RFC 6750 §3), and where to read on (RFC 9728 §5.1). */
function challenge({ status, code, context }: Problem, { headers, server }: FastifyRequest, reply: FastifyReply): void {
  if (status !== 401 && code !== 'right-missing') return
  const right = context?.['right']
  const why =
    status === 401
      ? [...(headers.authorization === undefined ? [] : ['error="invalid_token"'])]
      : ['error="insufficient_scope"', ...(typeof right === 'string' ? [`scope="${right}"`] : [])]
  const metadata = `resource_metadata="${server.settings.publicUrl}${RESOURCE_METADATA}"`
  void reply.header('www-authenticate', `Bearer ${[...why, metadata].join(', ')}`)
}

/** What never became a request: malformed HTTP, headers too large, a client too slow. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const status = isSlow ? 408 : isLarge ? 431 : 400
  const body = JSON.stringify(
    problem(randomUUID(), status, isSlow ? 'request-timeout' : 'invalid-request', 'The request could not be read'),
  )
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

export const errorsPlugin = fp(
  async (app) => {
    const methodsOf = methodsByAddress(app)
    app.decorate('indexPage', null)
    app.setErrorHandler(answerError)
    app.setNotFoundHandler((request, reply) => {
      if (app.indexPage !== null && wantsPage(request)) {
        void reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(app.indexPage)
        return
      }
      const allowed = methodsOf(request.url.split('?', 1)[0] ?? '')
      if (allowed.length === 0) {
        answerError(new Refusal('notFound', 'not-found', 'Nothing at this address'), request, reply)
        return
      }
      void reply.header('allow', allowed.join(', '))
      const detail = `This address takes ${allowed.join(', ')}`
      answerError(new Refusal('methodNotAllowed', 'method-not-allowed', detail), request, reply)
    })
  },
  { name: 'errors' },
)
