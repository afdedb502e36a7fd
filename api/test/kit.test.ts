import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ConfigError, readConfig } from '../src/config.ts'
import { etagOf, versionFrom } from '../src/kit/etag.ts'
import { decodeCursor, encodeCursor, toPage } from '../src/kit/page.ts'
import { Refusal } from '../src/kit/refusal.ts'

describe('Cursors', () => {
  const value = fc.oneof(fc.string({ maxLength: 50 }), fc.maxSafeInteger(), fc.constant(null))

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (key) => {
        fc.pre(!JSON.stringify(key).includes('\\u0000'))
        const shape = key.map((part) => (typeof part === 'number' ? 'number' : 'string'))
        expect(decodeCursor(encodeCursor(key), shape)).toEqual(key.map((part) => (Object.is(part, -0) ? 0 : part)))
      }),
    )
  })

  it('are refused when this API did not write them', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, ['string', 'number', 'string', 'number'])).toThrow(Refusal)
      }),
    )
    expect(() => decodeCursor(encodeCursor(['1']), ['number'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor([1.5]), ['number'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['a\0b']), ['string'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['abc']), ['uuid'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['tomorrow']), ['instant'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['2023-02-31T99:00:00.000Z']), ['instant'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['2023-02-30T09:00:00.000Z']), ['instant'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor(['2023-01-10T24:00:00.000Z']), ['instant'])).toThrow(Refusal)
    expect(() => decodeCursor(encodeCursor([2 ** 40]), ['integer'])).toThrow(Refusal)
  })

  it('stand only where more rows follow', () => {
    const keyOf = (row: number) => [row]
    expect(toPage([1, 2, 3], 3, keyOf)).toEqual({ items: [1, 2, 3], next: null })
    expect(toPage([1, 2, 3, 4], 3, keyOf)).toEqual({ items: [1, 2, 3], next: encodeCursor([3]) })
    expect(toPage([], 3, keyOf)).toEqual({ items: [], next: null })
  })
})

describe('If-Match', () => {
  it('names the version of an ETag', () => {
    expect(versionFrom(etagOf(12))).toBe(12)
  })

  it.each([undefined, '', '*', '12', 'W/"12"', '"a"', '"1", "2"', '"12345678901"'])('refuses %s', (header) => {
    expect(() => versionFrom(header)).toThrow(Refusal)
  })

  it('asks for a version with a code of its own', () => {
    expect(() => versionFrom(undefined)).toThrow(expect.objectContaining({ code: 'version-required' }))
  })
})

describe('The configuration', () => {
  const production = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://app@db/x',
    PUBLIC_URL: 'https://ess.example.fr',
    SMTP_URL: 'smtp://mail:25',
    VAULT_KEYS: `2026:${Buffer.alloc(32).toString('base64')}`,
  }

  it('needs nothing to be tried out', () => {
    expect(readConfig({})).toMatchObject({
      isDemo: true,
      port: 3000,
      databaseUrl: null,
      runsJobs: true,
      servesPages: true,
    })
  })

  it('has no demonstration in production unless it is asked for', () => {
    expect(readConfig(production).isDemo).toBe(false)
    expect(readConfig({ ...production, DEMO: '1' }).isDemo).toBe(true)
    expect(readConfig({ DEMO: '0' }).isDemo).toBe(false)
  })

  it('tells every fault at once', () => {
    const read = () => readConfig({ NODE_ENV: 'production', PORT: 'abc', DATABASE_URL: 'mysql://x', JOBS: 'maybe' })
    expect(read).toThrow(ConfigError)
    for (const name of ['PORT', 'DATABASE_URL', 'JOBS', 'PUBLIC_URL', 'SMTP_URL', 'VAULT_KEYS'])
      expect(read).toThrow(`  ${name}: `)
  })

  it('seals with keys of 32 bytes, and with none of ours in production', () => {
    expect(readConfig(production).vault.keyId).toBe('2026')
    expect(() => readConfig({ ...production, VAULT_KEYS: '2026:c2hvcnQ=' })).toThrow('  VAULT_KEYS: ')
    expect(readConfig({}).vault.keyId).toBe('demo')
  })

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ DATABASE_URL: '', SMTP_URL: '' })).toMatchObject({ databaseUrl: null, smtpUrl: null })
  })

  it('reads lists and switches', () => {
    expect(
      readConfig({ CORS_ORIGINS: 'https://a.fr,https://b.fr', TRUST_PROXY: '1', SERVE_PAGES: '0', JOBS: 'off' }),
    ).toMatchObject({
      corsOrigins: ['https://a.fr', 'https://b.fr'],
      trustsProxy: true,
      servesPages: false,
      runsJobs: false,
    })
  })
})
