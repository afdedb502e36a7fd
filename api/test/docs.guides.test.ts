import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import type { Sandbox } from '@progress-ess/shared/sandbox'
import { freePort } from '../../tools/lib/ports.ts'
import { givenApp } from './support/app.ts'
import { clientOf, givenKey, givenPartner } from './support/given-partners.ts'

const ROOT = join(import.meta.dirname, '../..')
const GUIDES = join(ROOT, 'docs/guides')

// The guides speak of today.
const world = await givenApp({ now: new Date().toISOString() })
const cci = await givenPartner(world, 'cci')
const test = await givenKey(world, cci.partnerId, { mode: 'test' })
await world.runJobs()
const sandbox = (await clientOf(world, test.secret).get('/api/v1/sandbox').expect(200)).body as Sandbox
const chamber = sandbox.cannedPartners.find(({ kind }) => kind === 'cma')?.partnerId ?? ''

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-guides-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Blocks of a guide by what stands after the three back-quotes. */
async function blocksOf(guide: string): Promise<{ info: string; code: string }[]> {
  const text = await readFile(join(GUIDES, guide), 'utf8')
  return [...text.matchAll(/^```(\S+ .+)\n([\s\S]*?)^```$/gm)].map(([, info = '', code = '']) => ({ info, code }))
}

const guides = (await readdir(GUIDES)).filter((name) => name.endsWith('.md')).sort()
const blocks = new Map(await Promise.all(guides.map(async (guide) => [guide, await blocksOf(guide)] as const)))

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: '',
  PROGRESS_URL: world.baseUrl,
  PROGRESS_KEY: test.secret,
  PROGRESS_KEY_ID: test.key.keyId,
})

/** Runs a program to its end. Answers what it said; throws all of it when it fails. */
async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, all] = ['', '']
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString()
    all += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => (all += part.toString()))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${all}`)
  return out
}

const TSX = ['--conditions=@progress-ess/source', '--import', join(ROOT, 'node_modules/tsx/dist/esm/index.mjs')]

/** What every sample in the shell begins with, and how a guide says so. */
const settings = blocks.get('sandbox.md')?.find(({ info }) => info === 'bash run=settings')?.code ?? ''
const BOX =
  /^> To run the samples of this page .*`\. \.\/settings\.sh`[\s\S]*?\]\(sandbox\.md#settings-for-the-samples\)/m

/** What the blocks of a guide say when they are run in their order, as one program. */
const SAID: Readonly<Record<string, { readonly bash?: RegExp; readonly ts?: RegExp }>> = {
  'authentication.md': { bash: /"rights": \[[\s\S]*CCI \d+/ },
  'codes.md': { bash: /^3$/m },
  'consent.md': { bash: /^[0-9a-f]{64}$/m },
  'errors.md': { bash: /"code": "invalid-request"[\s\S]*"pointer": "\/body/ },
  'feed.md': { ts: /^(referral|assignment)\.\w+ [0-9a-f-]{36}$/m },
  'first-referral.md': { bash: /"daysAhead": 4[\s\S]*"status": "completed"/, ts: /is (sent|accepted), sent to / },
  'idempotency.md': { bash: /one referral, [0-9a-f-]{36}/ },
  'limits.md': { bash: /ratelimit[\s\S]*OR-[0-9A-Z]{4}-[0-9A-Z]{4}/i },
  'open-data.md': { bash: /"items":[\s\S]*nomAttribuant,idAttribuant/ },
  'sandbox.md': { bash: /"referralId": "[0-9a-f-]{36}"[\s\S]*"reference": "OR-/ },
  'versions.md': { bash: /"subject": "digital"[\s\S]*true/ },
}

describe('The code of the guides', () => {
  it('is run wherever it is marked to be run', () => {
    const marked = guides.filter((guide) => blocks.get(guide)?.some(({ info }) => info.includes(' run')))
    expect(marked).toEqual(Object.keys(SAID))
  })

  it('says in each guide how its samples are run', async () => {
    for (const guide of guides) {
      const text = await readFile(join(GUIDES, guide), 'utf8')
      const infos = (blocks.get(guide) ?? []).map(({ info }) => info)
      if (guide !== 'sandbox.md')
        expect({ guide, isSaid: BOX.test(text) }).toEqual({ guide, isSaid: infos.includes('bash run') })
      const hasTypeScript = infos.some((info) => info.startsWith('ts '))
      expect({ guide, isSaid: /`npx tsx \w+\.m?ts`/.test(text) }).toEqual({ guide, isSaid: hasTypeScript })
    }
  })

  it('stops at once when a setting is missing', async () => {
    await writeFile(join(folder, 'alone.sh'), settings)
    const { status, stderr } = spawnSync('bash', ['alone.sh'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
    })
    expect(status).not.toBe(0)
    expect(stderr).toMatch('PROGRESS_URL: the address of the service')
  })

  it.each(Object.entries(SAID).filter(([, said]) => said.bash !== undefined))(
    '%s, in the shell',
    async (guide, said) => {
      const code = (blocks.get(guide) ?? []).filter(({ info }) => info === 'bash run').map((block) => block.code)
      await writeFile(join(folder, 'settings.sh'), settings)
      await writeFile(join(folder, 'guide.sh'), `. ./settings.sh\n${code.join('\n')}`)
      const out = await run('bash', ['guide.sh'])
      expect(out).toMatch(`you are ${sandbox.partnerId}, and refer to ${chamber}`)
      expect(out).toMatch(said.bash ?? /^$/)
    },
  )

  it.each(Object.entries(SAID).filter(([, said]) => said.ts !== undefined))(
    '%s, in TypeScript',
    async (guide, said) => {
      const code = (blocks.get(guide) ?? []).filter(({ info }) => info.startsWith('ts run')).map((block) => block.code)
      await writeFile(join(folder, 'guide.mts'), code.join('\n'))
      expect(await run(process.execPath, [...TSX, 'guide.mts'])).toMatch(said.ts ?? /^$/)
    },
  )
})

type Receiver = {
  readonly file: string
  readonly command: string
  readonly args: (file: string, port: number) => string[]
  readonly version: readonly string[]
}
const RECEIVERS: readonly Receiver[] = [
  { file: 'receiver.ts', command: process.execPath, args: (file) => [...TSX, file], version: ['--version'] },
  { file: 'receiver.py', command: 'python3', args: (file) => [file], version: ['--version'] },
  {
    file: 'receiver.php',
    command: 'php',
    args: (file, port) => ['-S', `127.0.0.1:${port}`, file],
    version: ['--version'],
  },
]

/** The fingerprint of each sample as it was last run; where a language is not installed, the sample must be that one. */
const LAST_RUN = join(GUIDES, 'receivers.sha256.json')

async function isUp(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await fetch(url, { method: 'POST', body: 'x' }).catch(() => null)) !== null) return
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  throw new Error('The receiver did not start')
}

const SECRET = `whsec_${Buffer.from('a secret of a partner, 32 bytes.').toString('base64')}`
const FORMER = `whsec_${Buffer.from('its former secret, also 32 bytes').toString('base64')}`
const FOREIGN = `whsec_${Buffer.from('the secret of somebody else, 32.').toString('base64')}`

type Delivery = { id: string; at?: Date; signers?: string[]; sent?: string }

/** One delivery as we send it, signed by the public library. */
async function deliver(url: string, { id, at = new Date(), signers = [SECRET], sent }: Delivery): Promise<number> {
  const body = JSON.stringify({
    specversion: '1.0',
    id,
    type: 'assignment.accept',
    subject: `referral-of-${id}`,
    data: {},
  })
  const signature = signers.map((secret) => new Webhook(secret).sign(id, at, body)).join(' ')
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature,
  }
  return (await fetch(url, { method: 'POST', headers, body: sent ?? body })).status
}

describe.each(RECEIVERS.map((receiver) => [receiver.file, receiver] as const))('%s', (file, receiver) => {
  let child: ChildProcess | null = null
  afterAll(() => {
    child?.kill()
  })

  it('takes what is sound, once, and refuses everything else', async () => {
    const code = (blocks.get('webhooks.md') ?? []).find(({ info }) => info.endsWith(`sample=${file}`))?.code ?? ''
    const print = createHash('sha256').update(code).digest('hex')
    const known = JSON.parse(await readFile(LAST_RUN, 'utf8')) as Record<string, string>
    if (spawnSync(receiver.command, [...receiver.version]).status !== 0) {
      expect({ [file]: print }).toEqual({ [file]: known[file] })
      return
    }
    await writeFile(join(folder, file), code)
    const port = await freePort()
    child = spawn(receiver.command, receiver.args(file, port), {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), WEBHOOK_SECRETS: SECRET, INBOX: `inbox-${file}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout?.on('data', (part: Buffer) => (said += part.toString()))
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
    const url = `http://127.0.0.1:${port}/`
    await isUp(url)
    expect(await deliver(url, { id: 'sound' })).toBe(204)
    expect(await deliver(url, { id: 'sound' })).toBe(204)
    expect(await deliver(url, { id: 'rotated', signers: [FORMER, SECRET] })).toBe(204)
    expect(await deliver(url, { id: 'changed', sent: '{"type":"assignment.decline"}' })).toBe(400)
    expect(await deliver(url, { id: 'foreign', signers: [FOREIGN] })).toBe(400)
    expect(await deliver(url, { id: 'old', at: new Date(Date.now() - 600_000) })).toBe(400)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const handled = [...said.matchAll(/read referral referral-of-(\w+) after assignment\.accept/g)].map(([, id]) => id)
    expect(handled).toEqual(['sound', 'rotated'])
    if (process.env['UPDATE_EXAMPLES'] === '1') {
      await writeFile(LAST_RUN, `${JSON.stringify({ ...known, [file]: print }, null, 2)}\n`)
    }
    expect({ [file]: print }).toEqual({
      [file]: (JSON.parse(await readFile(LAST_RUN, 'utf8')) as Record<string, string>)[file],
    })
  })
})
