import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from '@jest/globals'
import { ConfigError, readConfig } from '../src/config.ts'
import { openFiles } from '../src/files/open.ts'
import { s3Store } from '../src/files/s3-store.ts'
import { FileMissing } from '../src/files/store.ts'
import { startS3 } from './support/s3-double.ts'

const folder = await mkdtemp(join(tmpdir(), 'progress-s3-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const s3 = await startS3()
const store = s3Store(s3.settings)

async function arrived(bytes: Buffer) {
  const path = join(folder, randomBytes(8).toString('hex'))
  await writeFile(path, bytes)
  return { path, byteSize: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

describe('A store that speaks S3', () => {
  it('keeps files, gives them back, lists them page by page and removes them', async () => {
    const bytes = randomBytes(3_000_000)
    const keys = ['a-1', 'b-2', 'c-3', 'd-4', 'e-5']
    for (const key of keys) await store.put(key, await arrived(bytes))
    expect(s3.refusals).toEqual([])
    expect((await buffer(await store.read('c-3'))).equals(bytes)).toBe(true)
    const listed: string[] = []
    for await (const { key, modifiedAt } of store.list()) {
      expect(Math.abs(Date.now() - modifiedAt.getTime())).toBeLessThan(60_000)
      listed.push(key)
    }
    expect(listed).toEqual(keys)
    await store.remove('c-3')
    await store.remove('c-3')
    await expect(store.read('c-3')).rejects.toThrow(FileMissing)
    await store.put('empty', await arrived(Buffer.alloc(0)))
    expect(await buffer(await store.read('empty'))).toHaveLength(0)
  })

  it('is away rather than wrong: with another secret, when it is broken, when nobody listens', async () => {
    const file = await arrived(Buffer.from('x'))
    const away = { kind: 'unavailable', code: 'unavailable' }
    await expect(s3Store({ ...s3.settings, secretAccessKey: 'x' }).put('k', file)).rejects.toMatchObject(away)
    await expect(store.put('k', { ...file, sha256: 'f'.repeat(64) })).rejects.toMatchObject(away)
    s3.isBroken = true
    await expect(store.read('a-1')).rejects.toMatchObject(away)
    s3.isBroken = false
    const nobody = s3Store({ ...s3.settings, endpoint: 'http://127.0.0.1:9' })
    await expect(nobody.read('k')).rejects.toMatchObject(away)
    const large = await arrived(randomBytes(3_000_000))
    for (const one of [file, large]) await expect(nobody.put('k', one)).rejects.toMatchObject(away)
    expect(s3.objects.has('k')).toBe(false)
  })

  it('keeps what the network and the service said to the log', async () => {
    const message = 'The store of files cannot serve now'
    const file = await arrived(Buffer.from('x'))
    const nobody = s3Store({ ...s3.settings, endpoint: 'http://127.0.0.1:9' }).put('k', file)
    await expect(nobody).rejects.toMatchObject({ message, cause: { code: 'ECONNREFUSED' } })
    const refused = s3Store({ ...s3.settings, secretAccessKey: 'x' }).put('k', file)
    const answered: unknown = expect.stringMatching(/answered 403: ./)
    await expect(refused).rejects.toMatchObject({ message, cause: { message: answered } })
  })

  it('is chosen by the configuration, whole or not at all', async () => {
    const given = {
      S3_ENDPOINT: s3.settings.endpoint,
      S3_BUCKET: s3.settings.bucket,
      S3_REGION: s3.settings.region,
      S3_ACCESS_KEY_ID: s3.settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.settings.secretAccessKey,
    }
    const files = openFiles(readConfig(given))
    await files.store.put('by-config', await arrived(Buffer.from('y')))
    expect(s3.objects.has('by-config')).toBe(true)
    expect(() => readConfig({ ...given, S3_SECRET_ACCESS_KEY: '' })).toThrow(ConfigError)
    expect(readConfig({}).s3).toBeNull()
  })
})
