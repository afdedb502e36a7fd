import { beforeEach, describe, expect, it } from '@jest/globals'
import { readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Application, Revision } from '@progress-ess/shared/applications'
import { type FileLink, MOST_BYTES, type StoredFile } from '@progress-ess/shared/files'
import { clamdScanner, type ScanVerdict } from '../src/files/scanner.ts'
import { DEFAULT_FORM } from '../src/modules/calls/calls.defaults.ts'
import { purgeAttachments } from '../src/modules/applications/index.ts'
import { purgeFiles } from '../src/modules/files/index.ts'
import type { Role } from '../src/kit/context.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import * as given from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { PDF } from './support/given-referrals.ts'

const { codeOf } = given
const NOW = '2023-01-10T09:00:00.000Z'
const DAY = 24 * 3_600_000

/** What the scanner says next; null: it is away. */
let verdict: ScanVerdict | null = 'clean'
const world = await givenApp({
  now: NOW,
  scanner: async (bytes) => {
    for await (const part of bytes) expect(part.byteLength).toBeGreaterThan(0)
    if (verdict === null) throw new Error('the scanner is away')
    return verdict
  },
})
beforeEach(() => {
  world.clock.set(NOW)
  verdict = 'clean'
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const FORM = {
  sections: [
    ...DEFAULT_FORM.sections,
    {
      id: 'papers',
      title: 'Pièces',
      questions: [{ id: 'statutes', kind: 'files' as const, label: 'Statuts', isRequired: true, max: 2 }],
    },
  ],
}
const call = await givenPublishedCall(world, { form: FORM })
const givenFile = () => given.givenCompleteDraft(world, { call })

const send = (file: given.File, bytes: Buffer, name = 'Statuts.pdf', who: Role | Account = file.owner) =>
  world
    .as(who)
    .post(`${file.path}/attachments`)
    .query({ name })
    .set('content-type', 'application/octet-stream')
    .send(bytes)

async function givenAttachment(file: given.File, bytes = PDF, name?: string): Promise<StoredFile> {
  const { body } = await send(file, bytes, name).expect(201)
  return body as StoredFile
}

const name = (file: given.File, ids: readonly string[]) => given.save(world, file, { answers: { statutes: ids } })
const link = (file: given.File, fileId: string, who: Role | Account = file.owner) =>
  world.as(who).post(`${file.path}/attachments/${fileId}/link`)
const below = (url: string): string => url.slice(url.indexOf('/api/'))
const listAs = async (file: given.File, who: Role | Account): Promise<StoredFile[]> => {
  const { body } = await world.as(who).get(`${file.path}/attachments`).expect(200)
  return (body as { items: StoredFile[] }).items
}
const isStored = async (fileId: string): Promise<boolean> => {
  for await (const { key } of world.files.store.list()) if (key === fileId) return true
  return false
}

describe('Sending a file', () => {
  it('keeps it, says what it is by its content, and gives its bytes back unchanged', async () => {
    const file = await givenFile()
    const { body } = await send(file, PDF, 'C:\\Documents\\Statuts signés “2022”.exe').expect(201)
    expect(body).toMatchObject({
      name: 'Statuts signés “2022”.exe',
      mediaType: 'application/pdf',
      byteSize: PDF.byteLength,
      scanStatus: 'pending',
    })
    const { fileId } = body as StoredFile
    expect(codeOf(await link(file, fileId).expect(409))).toBe('file-not-scanned')
    await world.runJobs()
    const { body: opened } = await link(file, fileId).expect(201)
    const { url, expiresAt } = opened as FileLink
    expect(expiresAt).toBe('2023-01-10T09:05:00.000Z')

    const answer = await world.anonymous.get(below(url)).buffer(true).expect(200)
    expect(Buffer.compare(answer.body as Buffer, PDF)).toBe(0)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="Statuts sign_s _2022_.exe"; filename*=UTF-8''Statuts%20sign%C3%A9s%20%E2%80%9C2022%E2%80%9D.exe`,
    )
  })

  it('gives an address that ends after five minutes, and is for one file', async () => {
    const file = await givenFile()
    const [one, other] = [await givenAttachment(file), await givenAttachment(file, PNG, 'plan.png')]
    await world.runJobs()
    const { body } = await link(file, one.fileId).expect(201)
    const address = below((body as FileLink).url)
    await world.anonymous.get(address.replace(one.fileId, other.fileId)).expect(404)
    await world.anonymous.get(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`).expect(404)
    world.clock.set('2023-01-10T09:04:59.999Z')
    await world.anonymous.get(address).expect(200)
    world.clock.set('2023-01-10T09:05:00.000Z')
    expect(codeOf(await world.anonymous.get(address).expect(404))).toBe('file-not-found')
  })

  it.each([
    ['nothing', Buffer.alloc(0), 422, 'file-empty'],
    ['a web page under the name of a PDF', Buffer.from('<html><script>alert(1)</script>'), 422, 'file-type-refused'],
    ['a program', Buffer.from(`MZ${'\0'.repeat(200)}`), 422, 'file-type-refused'],
    ['a plain archive', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 422, 'file-type-refused'],
    ['more than 10 MiB', Buffer.concat([PDF, Buffer.alloc(MOST_BYTES)]), 413, 'file-too-large'],
  ])('refuses %s', async (_what, bytes, status, code) => {
    const file = await givenFile()
    const answer = await send(file, bytes)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
    expect(await listAs(file, file.owner)).toEqual([])
  })

  it('refuses a body of another kind, and none', async () => {
    const file = await givenFile()
    const path = `${file.path}/attachments?name=a.pdf`
    expect(codeOf(await world.as(file.owner).post(path).send({ a: 1 }).expect(422))).toBe('file-empty')
    expect(codeOf(await world.as(file.owner).post(path).expect(422))).toBe('file-empty')
    await world.as(file.owner).post(path).set('content-type', 'text/html').send('<p>').expect(415)
  })

  it('refuses strangers, readers, a closed call, and more than an application may hold', async () => {
    const file = await givenFile()
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    await send(file, PDF, 'a.pdf', stranger).expect(404)
    await send(file, PDF, 'a.pdf', 'agent').expect(403)
    await world.asOwner(
      `insert into file (file_id, name, media_type, byte_size, sha256, storage_key, scan_status, uploaded_by, created_at)
       select gen_random_uuid(), 'x', 'application/pdf', 1, repeat('0', 64), gen_random_uuid()::text, 'unscanned', $1, now()
         from generate_series(1, 60)`,
      [file.owner.accountId],
    )
    await world.asOwner(
      `insert into application_file select $1, file_id from file where name = 'x' and uploaded_by = $2`,
      [file.applicationId, file.owner.accountId],
    )
    expect(codeOf(await send(file, PDF).expect(409))).toBe('too-many-files')
    world.clock.set(given.CLOSING)
    expect(codeOf(await send(file, PDF).expect(409))).toBe('call-closed')
  })

  it('leaves nothing behind when the sender goes away half-way', async () => {
    const file = await givenFile()
    const before = (await readdir('/tmp')).filter((entry) => entry.startsWith('progress-ess-file-')).length
    const { port } = new URL(world.baseUrl)
    const { connect } = await import('node:net')
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST ${file.path}/attachments?name=a.pdf HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${file.owner.token}\r\ncontent-type: application/octet-stream\r\ncontent-length: 5000\r\n\r\n%PDF-1.7`,
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    await world.quietly(async () => {
      socket.destroy()
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    expect(await listAs(file, file.owner)).toEqual([])
    const after = (await readdir('/tmp')).filter((entry) => entry.startsWith('progress-ess-file-')).length
    expect(after).toBe(before)
  })
})

describe('Naming files in answers', () => {
  it('refuses files of another application, unknown ones, and too many', async () => {
    const [mine, other] = [await givenFile(), await givenFile()]
    const foreign = await givenAttachment(other)
    for (const ids of [[foreign.fileId], ['01890000-0000-7000-8000-000000000000'], ['no-id'], [1]]) {
      const answer = await name(mine, ids as string[])
      expect([400, 422]).toContain(answer.status)
    }
    const ids = [await givenAttachment(mine), await givenAttachment(mine), await givenAttachment(mine)]
    expect(
      (
        await name(
          mine,
          ids.map(({ fileId }) => fileId),
        )
      ).status,
    ).toBe(422)
  })

  it('freezes name and hash in the submission, and shows agents what was submitted alone', async () => {
    const file = await givenFile()
    const [sent, spare] = [await givenAttachment(file), await givenAttachment(file, PNG, 'brouillon.png')]
    await name(file, [sent.fileId])
    await world.runJobs()
    await world.as('agent').get(`${file.path}/attachments`).expect(404)
    const submitted = await given.submit(world, file)
    expect(submitted.status).toBe(201)
    const { body } = await world.as('agent').get(`${file.path}/revisions/1`).expect(200)
    const { fileId, name: label, mediaType, byteSize, sha256 } = sent
    expect((body as Revision).content.files).toEqual([{ fileId, name: label, mediaType, byteSize, sha256 }])

    expect(await listAs(file, 'agent')).toEqual([{ ...sent, scanStatus: 'clean' }])
    expect((await listAs(file, file.owner)).length).toBe(2)
    await link(file, sent.fileId, 'agent').expect(201)
    expect(codeOf(await link(file, spare.fileId, 'agent').expect(404))).toBe('file-not-found')
    await link(file, sent.fileId, await world.givenAccount({ roles: ['applicant'] })).expect(404)
  })

  it('says in the differences of two submissions which file took the place of which', async () => {
    const file = await givenFile()
    await name(file, [(await givenAttachment(file)).fileId])
    await given.submit(world, file)
    await name(file, [(await givenAttachment(file, PNG, 'Statuts 2023.png')).fileId])
    await given.submit(world, file)
    const { body } = await world.as('agent').get(`${file.path}/revisions/2/changes?from=1`).expect(200)
    expect((body as { items: unknown[] }).items).toEqual([
      {
        pointer: '/answers/statutes',
        label: 'Statuts',
        before: 'Statuts.pdf',
        after: 'Statuts 2023.png',
        kind: 'changed',
      },
    ])
  })
})

describe('The scanner', () => {
  it('keeps an infected file from being read and submitted', async () => {
    verdict = 'infected'
    const file = await givenFile()
    const { fileId } = await givenAttachment(file)
    await name(file, [fileId])
    await world.runJobs()
    expect((await listAs(file, file.owner))[0]).toMatchObject({ scanStatus: 'infected' })
    expect(codeOf(await link(file, fileId).expect(409))).toBe('file-infected')
    const answer = await given.submit(world, file)
    expect([answer.status, codeOf(answer)]).toEqual([422, 'file-infected'])
  })

  it('does not serve by an address that is older than its verdict', async () => {
    const file = await givenFile()
    const { fileId } = await givenAttachment(file)
    await world.runJobs()
    const { body } = await link(file, fileId).expect(201)
    await world.asOwner(`update file set scan_status = 'infected' where file_id = $1`, [fileId])
    expect(codeOf(await world.anonymous.get(below((body as FileLink).url)).expect(409))).toBe('file-infected')
  })

  it('is asked again when it was away', async () => {
    verdict = null
    const file = await givenFile()
    const { fileId } = await givenAttachment(file)
    await world.quietly(() => world.runJobs())
    expect((await listAs(file, file.owner))[0]).toMatchObject({ scanStatus: 'pending' })
    verdict = 'clean'
    await world.asOwner(`update graphile_worker._private_jobs set run_at = now()`)
    await world.runJobs()
    expect((await listAs(file, file.owner)).find((one) => one.fileId === fileId)).toMatchObject({ scanStatus: 'clean' })
  })
})

describe('clamd', () => {
  /** Speaks the INSTREAM protocol: collects the parts, then answers by what they hold. */
  async function givenDaemon(answer: (bytes: Buffer) => string): Promise<{ address: string; server: Server }> {
    const server = createServer((socket) => {
      let held = Buffer.alloc(0)
      socket.on('data', (part) => {
        held = Buffer.concat([held, part])
        const command = 'zINSTREAM\0'
        let at = command.length
        const parts: Buffer[] = []
        while (held.length >= at + 4) {
          const length = held.readUInt32BE(at)
          if (length === 0) return void socket.end(`${answer(Buffer.concat(parts))}\0`)
          if (held.length < at + 4 + length) return
          parts.push(held.subarray(at + 4, at + 4 + length))
          at += 4 + length
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
  }
  async function* large() {
    for (let index = 0; index < 100; index += 1) yield Buffer.alloc(65_536, index)
  }

  it('gets every byte, and its words are understood', async () => {
    const { address, server } = await givenDaemon((bytes) =>
      bytes.length === 6_553_600
        ? 'stream: OK'
        : bytes.includes('EICAR')
          ? 'stream: Eicar-Test FOUND'
          : 'stream: ERROR',
    )
    const scan = clamdScanner(address)
    const of = async function* (text: string) {
      yield Buffer.from(text)
    }
    await expect(scan(large())).resolves.toBe('clean')
    await expect(scan(of('EICAR'))).resolves.toBe('infected')
    await expect(scan(of('else'))).rejects.toThrow('ERROR')
    server.close()
    await expect(clamdScanner('tcp://127.0.0.1:1')(of('x'))).rejects.toThrow('ECONNREFUSED')
  })
})

describe('The clean-up', () => {
  it('removes what no answer names after a day, bytes without a row, and keeps the rest', async () => {
    const file = await givenFile()
    const [named, unnamed] = [await givenAttachment(file), await givenAttachment(file, PNG, 'b.png')]
    await name(file, [named.fileId])
    const orphan = '01890000-0000-7000-8000-00000000cafe'
    await world.files.store.put(orphan, { path: import.meta.filename, byteSize: 1, sha256: '' })
    const discarded = await given.givenCompleteDraft(world, { call })
    const gone = await givenAttachment(discarded)
    await world.as(discarded.owner).delete(discarded.path).expect(204)

    const clean = async (at: Date): Promise<void> => {
      const ctx = { ...contextOf(world, { kind: 'system' }), now: at }
      await purgeAttachments(ctx)
      await purgeFiles(ctx, {}, world.files)
    }
    await clean(new Date(Date.parse(NOW) + DAY - 1))
    for (const { fileId } of [named, unnamed, gone]) expect(await isStored(fileId)).toBe(true)
    // The store’s own clock says when bytes came.
    await clean(new Date(Date.now() + DAY + 60_000))
    expect(await isStored(named.fileId)).toBe(true)
    for (const fileId of [unnamed.fileId, gone.fileId, orphan]) expect(await isStored(fileId)).toBe(false)
    expect((await listAs(file, file.owner)).map(({ fileId }) => fileId)).toEqual([named.fileId])
    const { answers } = (await world.as(file.owner).get(file.path).expect(200)).body as Application
    expect(answers['statutes']).toEqual([named.fileId])
  })
})
