import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8')

type Service = {
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
}
type Compose = { readonly services: Readonly<Record<string, Service>> }

const parseCompose = (text: string) => parse(text, { merge: true }) as Compose
const compose = parseCompose(read('docker-compose.yml'))

/** The schema of the Compose specification, of 23 June 2026 (Apache-2.0), copied unchanged: there is no network in a test. */
const schema = JSON.parse(read('tools/test/compose-spec.schema.json')) as Record<string, unknown>
const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
const check = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })

describe('docker-compose.yml', () => {
  it('is what the Compose specification describes', () => {
    check(compose)
    expect(check.errors ?? []).toEqual([])
  })

  it('is refused by the same schema when a key is misspelt', () => {
    expect(check(parseCompose(read('docker-compose.yml').replace('healthcheck:', 'healthchek:')))).toBe(false)
  })

  it('runs the API, the worker, PostgreSQL 18, a storage, an antivirus and a mail catcher', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ['antivirus', 'api', 'database', 'mail', 'migrate', 'storage', 'worker'].sort(),
    )
    expect(compose.services['database']?.image).toBe('postgres:18')
  })

  it('names a version of every image, and opens no port to the outside', () => {
    for (const { image, ports = [] } of Object.values(compose.services)) {
      if (image !== 'progress-ess') expect(image).toMatch(/:v?\d/)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
  })

  it('gives the password of the owner to the migration alone', () => {
    const knowing = Object.entries(compose.services).filter(([, service]) =>
      Object.values(service.environment ?? {}).some((value) => value.includes('POSTGRES_OWNER_PASSWORD')),
    )
    expect(knowing.map(([name]) => name).sort()).toEqual(['database', 'migrate'])
  })

  it('asks for no variable that .env.example does not explain', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name)
    const explained = new Set([...read('.env.example').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name))
    expect(asked.filter((name) => !explained.has(name ?? ''))).toEqual([])
  })

  it('sets only variables that the product reads', () => {
    const known = [...read('api', 'src', 'config.ts').matchAll(/^ {2}([A-Z0-9_]+): Type\./gm)].map(([, name]) => name)
    const set = Object.keys(compose.services['api']?.environment ?? {})
    expect(known.length).toBeGreaterThan(10)
    expect(set.filter((name) => !known.includes(name))).toEqual([])
  })

  it('starts files that the build makes', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const file = compose.services[name]?.command?.[1] ?? ''
      expect(() => read(file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))).not.toThrow()
    }
  })
})

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n')

  it('runs as an ordinary user', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
  })

  it('copies only what the repository or its build has', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY --from=build'))
      .map((line) => line.split(' ').find((word) => word.startsWith('/app/')) ?? '')
    const kept = copied.filter((path) => !path.includes('node_modules') && !path.endsWith('/dist'))
    expect(kept.filter((path) => !existsSync(join(ROOT, path.replace('/app/', ''))))).toEqual([])
    expect(kept.length).toBeGreaterThan(4)
  })
})
