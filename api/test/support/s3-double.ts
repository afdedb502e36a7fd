import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll } from '@jest/globals'
import type { S3Settings } from '../../src/files/s3-store.ts'

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

export type S3Double = {
  readonly settings: S3Settings
  readonly objects: Map<string, { body: Buffer; modifiedAt: Date }>
  /** What was refused, with the reason. */
  readonly refusals: string[]
  /** Answers 500 from now on, or no longer. */
  isBroken: boolean
}

/** As much of S3 as we use: it checks Signature Version 4 by the specification, the hash of the body, and pages its lists. */
export async function startS3(pageSize = 2): Promise<S3Double> {
  const objects: S3Double['objects'] = new Map()
  const server = createServer((request, response) => {
    void answer(double, request, response, pageSize)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise((resolve) => void server.close(resolve)))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { endpoint, bucket: 'essai', region: 'fr-par', accessKeyId: 'KEY', secretAccessKey: 'SECRET' }
  const double: S3Double = { settings, objects, refusals: [], isBroken: false }
  return double
}

async function answer(double: S3Double, request: IncomingMessage, response: ServerResponse, pageSize: number) {
  const body = await buffer(request)
  const url = new URL(request.url ?? '', double.settings.endpoint)
  const fault = faultOf(double.settings, request, url, body)
  if (fault !== null) double.refusals.push(fault)
  if (double.isBroken || fault !== null) return response.writeHead(double.isBroken ? 500 : 403).end(fault ?? 'broken')
  const key = url.pathname.split('/')[2] ?? ''
  const found = double.objects.get(key)
  if (request.method === 'PUT') {
    double.objects.set(key, { body, modifiedAt: new Date() })
    return response.end()
  }
  if (request.method === 'DELETE') {
    double.objects.delete(key)
    return response.writeHead(204).end()
  }
  if (key !== '') return found === undefined ? response.writeHead(404).end() : response.end(found.body)
  return response.end(listOf(double, url, pageSize))
}

function listOf({ objects }: S3Double, url: URL, pageSize: number): string {
  const from = Number(url.searchParams.get('continuation-token')?.replace('page&', '') ?? '0')
  const page = [...objects].slice(from, from + pageSize)
  const items = page.map(
    ([key, { modifiedAt }]) =>
      `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified></Contents>`,
  )
  const next =
    from + pageSize < objects.size ? `<NextContinuationToken>page&amp;${from + pageSize}</NextContinuationToken>` : ''
  return `<ListBucketResult>${next}${items.join('')}</ListBucketResult>`
}

/** AWS Signature Version 4, header form, for path-style addresses. */
function faultOf(settings: S3Settings, request: IncomingMessage, url: URL, body: Buffer): string | null {
  const { headers, method = '' } = request
  const found = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  )
  if (found === null) return 'no signature'
  const [, credential = '', signedHeaders = '', signature = ''] = found
  const [accessKeyId, day = '', region = '', service = '', end = ''] = credential.split('/')
  const date = String(headers['x-amz-date'])
  const given = String(headers['x-amz-content-sha256'])
  if (given !== sha256(body)) return 'another body'
  if (accessKeyId !== settings.accessKeyId || region !== settings.region || service !== 's3') return 'another scope'
  if (method === 'PUT' && headers['content-length'] !== String(body.length)) return 'no length'
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const names = signedHeaders.split(';')
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'too little signed'
  const canonical = [
    method,
    url.pathname,
    query,
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    given,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/${service}/${end}`, sha256(canonical)].join('\n')
  const key = [day, region, service, end].reduce<string | Buffer>(hmac, `AWS4${settings.secretAccessKey}`)
  return hmac(key, toSign).toString('hex') === signature ? null : 'another signature'
}
