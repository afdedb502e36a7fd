import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { givenBundle } from './bundle.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc')

type Packed = { readonly filename: string; readonly files: readonly { path: string }[] }

let folder = ''
const packed: Record<string, Packed> = {}

const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args], { cwd, env: { ...process.env, npm_config_loglevel: 'error' } })

async function pack(name: string, from: string): Promise<void> {
  const { stdout } = await npm(['pack', from, '--ignore-scripts', '--json', '--pack-destination', folder], ROOT)
  const [one] = JSON.parse(stdout) as Packed[]
  if (one === undefined) throw new Error(`npm packed nothing of ${from}`)
  packed[name] = one
}

/** An empty project that has what was packed, and nothing of this repository; without the network. */
async function givenProject(): Promise<string> {
  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const tarballs = Object.values(packed).map(({ filename }) => join(folder, filename))
  await npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs], project)
  return project
}

let project = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-ess-packages-'))
  await run(process.execPath, [TSC, '-b', 'tools/contract-tests/tsconfig.build.json'], { cwd: ROOT })
  await pack('shared', './shared')
  await pack('client', './client')
  await pack('contract-tests', './tools/contract-tests')
  await run('npm', ['run', '--silent', 'build'], { cwd: join(ROOT, 'tools/verify') })
  await pack('verify', './tools/verify')
  await pack('typebox', './node_modules/typebox')
  await pack('highs', './node_modules/highs')
  project = await givenProject()
}, 240_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const TOOLS = ['contract-tests', 'verify']
const folderOf = (name: string): string => join(ROOT, TOOLS.includes(name) ? 'tools' : '', name)

describe.each(['shared', 'client', 'contract-tests', 'verify'])('@progress-ess/%s', (name) => {
  it('packs what is built, its licence and a README, and nothing else', async () => {
    const paths = packed[name]?.files.map(({ path }) => path) ?? []
    expect(paths.filter((path) => !/^dist\/.+\.(js|d\.ts)$/.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ])
    expect(paths).toContain(TOOLS.includes(name) ? 'dist/main.js' : 'dist/index.js')
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([])
    const licence = await readFile(join(folderOf(name), 'LICENSE'), 'utf8')
    expect(licence).toBe(await readFile(join(ROOT, 'LICENSE'), 'utf8'))
  })

  it('may be published, and points at no repository', async () => {
    const manifest = JSON.parse(await readFile(join(folderOf(name), 'package.json'), 'utf8')) as Record<string, unknown>
    expect(manifest).toMatchObject({ license: 'EUPL-1.2', type: 'module', publishConfig: { access: 'public' } })
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['private']))
    expect(Object.keys(manifest).filter((key) => ['repository', 'homepage', 'bugs'].includes(key))).toEqual([])
  })
})

/** Runs in the project; the service is a server of its own that answers as the contract says. */
const PLAIN = `
import { createServer } from 'node:http'
import { createClient, isProblem } from '@progress-ess/client'
import { verifyWebhook } from '@progress-ess/client/webhooks'
import { listPartnerDirectory } from '@progress-ess/shared/partners'
import { createReferral } from '@progress-ess/shared'

const seen = []
const server = createServer((request, response) => {
  seen.push(request.method + ' ' + request.url)
  if (request.method === 'POST') {
    response.writeHead(409, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ type: 'x', title: 'x', status: 409, detail: '', code: 'external-ref-taken', requestId: 'r' }))
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}')
})
server.listen(0, '127.0.0.1', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:' + server.address().port, key: 'sk_test_x' })
  const { data } = await client.call(listPartnerDirectory)
  const code = await client.call(createReferral, { body: {} }).catch((error) => isProblem(error) && error.code)
  const fault = await verifyWebhook({ secret: 'whsec_YWJj', headers: {}, body: '' }).catch((error) => error.fault)
  console.log(JSON.stringify({ data, code, fault, seen }))
  server.close()
})
`

const TYPED = `
import { createClient, type Answer } from '@progress-ess/client'
import { verifyWebhook } from '@progress-ess/client/webhooks'
import { getReferral, listReferrals, type Referral } from '@progress-ess/shared/referrals'

const client = createClient({ baseUrl: 'https://ess.example.test', oauth: { clientId: 'x', clientSecret: 'y' } })
const answer: Answer<Referral> = await client.call(getReferral, { params: { referralId: 'x' } })
for await (const { reference } of client.items(listReferrals, { querystring: { side: 'source' } })) reference.trim()
const event = await verifyWebhook({ secret: 'x', headers: new Headers(), body: 'x' })
export const shown: string = answer.data.reference + event.type
// @ts-expect-error the parameter is missing
await client.call(getReferral, { params: {} })
`

describe('In an empty project', () => {
  it('runs as plain JavaScript', async () => {
    await writeFile(join(project, 'main.js'), PLAIN)
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: project })
    expect(JSON.parse(stdout)).toEqual({
      data: { items: [] },
      code: 'external-ref-taken',
      fault: 'header-missing',
      seen: ['GET /api/v1/partner-directory', 'POST /api/v1/referrals'],
    })
  })

  it('has a command that refuses to run without a test key', async () => {
    const command = join(project, 'node_modules/.bin/contract-tests')
    const args = ['--url', 'http://127.0.0.1:1', '--key', 'sk_live_x']
    const error: unknown = await run(command, args).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 2, stderr: 'This runs with a test key alone: sk_test_…\n' })
  })

  it('has a command that computes published awards again, and names one mark that changed', async () => {
    const command = join(project, 'node_modules/.bin/verify')
    const bundle = await givenBundle()
    await writeFile(join(project, 'whole.json'), JSON.stringify(bundle))
    const { stdout } = await run(command, ['whole.json', '--lang', 'en'], { cwd: project })
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^IDENTICAL/)
    bundle.evaluations[4]!.marks['worth']!.value! += 1
    await writeFile(join(project, 'spoilt.json'), JSON.stringify(bundle))
    const error: unknown = await run(command, ['spoilt.json'], { cwd: project }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 1, stdout: expect.stringContaining('PE-2026-003 worth') as unknown })
    const best = await givenBundle({
      method: { kind: 'optimum', objectives: ['scoreTimesAmount'], amounts: { kind: 'indivisible' } },
    })
    await writeFile(join(project, 'best.json'), JSON.stringify(best))
    const optimum = await run(command, ['best.json', '--lang', 'en'], { cwd: project })
    expect(optimum.stdout.trim().split('\n').at(-1)).toMatch(/^IDENTICAL/)
    await writeFile(join(project, 'other.json'), '{}')
    await expect(run(command, ['other.json'], { cwd: project })).rejects.toMatchObject({ code: 2 })
  })

  it('has its types', async () => {
    await writeFile(join(project, 'typed.ts'), TYPED)
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'nodenext',
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true, // TypeBox alone takes half a minute of it
    }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
    const { stdout } = await run(process.execPath, [TSC, '-p', '.'], { cwd: project }).catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout)
    })
    expect(stdout).toBe('')
  }, 240_000)
})
