import { createReadStream } from 'node:fs'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { AwsV4Signer } from 'aws4fetch'
import { Refusal } from '../kit/refusal.ts'
import { type Arrived, FileMissing, type FileStore } from './store.ts'

export type S3Settings = {
  /** `https://host[:port]`; the bucket stands in the path, which every S3-compatible service knows. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const PATIENCE_MS = 60_000
/** SHA-256 of nothing: the body of what has none. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** What the network and the service said is for the log: it may name hosts and keys. */
const away = (cause: unknown): Refusal =>
  new Refusal('unavailable', 'unavailable', 'The store of files cannot serve now', { cause })

/** Files in a bucket of an S3-compatible service. One request a file, streamed both ways; the service checks the hash of what it got. */
export function s3Store({ endpoint, bucket, region, ...credentials }: S3Settings): FileStore {
  const base = `${endpoint}/${encodeURIComponent(bucket)}`

  async function send(method: string, url: string, file?: Arrived): Promise<IncomingMessage> {
    const signer = new AwsV4Signer({
      method,
      url,
      headers: { 'x-amz-content-sha256': file?.sha256 ?? NOTHING },
      ...credentials,
      region,
      service: 's3',
    })
    const signed = await signer.sign()
    const headers: Record<string, string> = Object.fromEntries(signed.headers)
    if (file !== undefined) headers['content-length'] = String(file.byteSize)
    const start = signed.url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = start(signed.url, { method, headers, timeout: PATIENCE_MS })
    request.on('timeout', () => request.destroy(new Error('The store did not answer in time')))
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject)
    })
    // It may fail while the file is still being sent, when nobody waits for it yet.
    answered.catch(() => undefined)
    try {
      if (file === undefined) request.end()
      // A refusal may come before everything is sent: it is the answer that counts.
      else await pipeline(createReadStream(file.path), request).catch(() => undefined)
      return await answered
    } catch (error) {
      throw away(error)
    }
  }

  /** The answer when it is one of these; else the store is at fault, or away. */
  async function expectOne(answer: IncomingMessage, statuses: readonly number[]): Promise<IncomingMessage> {
    if (statuses.includes(answer.statusCode ?? 0)) return answer
    const words = (await text(answer).catch(() => '')).slice(0, 300)
    throw away(new Error(`The store of files answered ${String(answer.statusCode)}: ${words}`))
  }

  return {
    async put(key, file) {
      const answer = await expectOne(await send('PUT', `${base}/${key}`, file), [200])
      answer.resume()
    },
    async read(key) {
      const answer = await expectOne(await send('GET', `${base}/${key}`), [200, 404])
      if (answer.statusCode === 200) return answer
      answer.resume()
      throw new FileMissing(key)
    },
    async remove(key) {
      const answer = await expectOne(await send('DELETE', `${base}/${key}`), [200, 204, 404])
      answer.resume()
    },
    async *list() {
      let next: string | null = null
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          ...(next === null ? {} : { 'continuation-token': next }),
        })
        const answer = await expectOne(await send('GET', `${base}?${query.toString()}`), [200])
        const page = await text(answer)
        for (const [, item = ''] of page.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const [key, modifiedAt] = [partOf(item, 'Key'), partOf(item, 'LastModified')]
          // Keys are ours; what somebody else put into the bucket is not.
          if (key !== null && modifiedAt !== null && /^[A-Za-z0-9-]+$/.test(key)) {
            yield { key, modifiedAt: new Date(modifiedAt) }
          }
        }
        next = partOf(page, 'NextContinuationToken')
      } while (next !== null)
    },
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text of the first element of this name: the answers of S3 are flat enough for that. */
function partOf(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return found?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity] ?? '') ?? null
}
