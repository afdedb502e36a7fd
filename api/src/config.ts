import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { S3Settings } from './files/s3-store.ts'
import type { Settings } from './kit/context.ts'
import { createVault, DEMO_VAULT, readVaultKeys, type Vault } from './kit/vault.ts'

const Flag = Type.Union([Type.Literal('0'), Type.Literal('1')])
const Url = Type.String({ pattern: '^https?://[^\\s/]+(:\\d+)?$' })

/** Every variable that the product reads, with its shape. `docs/operations.md` explains each. */
const Environment = Type.Object({
  NODE_ENV: Type.Optional(Type.Union([Type.Literal('production'), Type.Literal('development'), Type.Literal('test')])),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1' }),
  PORT: Type.String({ pattern: '^\\d{1,5}$', default: '3000' }),
  PUBLIC_URL: Type.Optional(Url),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATABASE_OWNER_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATABASE_POOL: Type.String({ pattern: '^[1-9]\\d{0,2}$', default: '10' }),
  DATA_DIR: Type.String({ minLength: 1, default: '.data' }),
  CLAMAV_URL: Type.Optional(Type.String({ pattern: '^tcp://[^\\s/:]+:\\d{1,5}$' })),
  S3_ENDPOINT: Type.Optional(Url),
  S3_BUCKET: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' })),
  S3_REGION: Type.String({ pattern: '^[a-z0-9-]{1,40}$', default: 'us-east-1' }),
  S3_ACCESS_KEY_ID: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  S3_SECRET_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  DEMO: Type.Optional(Flag),
  JOBS: Type.Union([Type.Literal('inline'), Type.Literal('off')], { default: 'inline' }),
  SERVE_PAGES: Type.Union([Type.Literal('0'), Type.Literal('1')], { default: '1' }),
  CORS_ORIGINS: Type.String({ pattern: '^(https?://[^\\s,/]+(,https?://[^\\s,/]+)*)?$', default: '' }),
  TRUST_PROXY: Type.Union([Type.Literal('0'), Type.Literal('1')], { default: '0' }),
  LOG_LEVEL: Type.Union(
    (['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const).map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://' })),
  MAIL_FROM: Type.String({ minLength: 3, default: 'Progr’ESS <ne-pas-repondre@progress-ess.example>' }),
  SERVICE_NAME: Type.String({
    minLength: 1,
    default: 'Département des Hauts-de-Seine, mission économie sociale et solidaire',
  }),
  SERVICE_ADDRESS: Type.String({ minLength: 1, default: '57 rue des Longues-Raies, 92000 Nanterre' }),
  SERVICE_EMAIL: Type.String({ minLength: 3, default: 'ess@progress-ess.example' }),
  SERVICE_PHONE: Type.String({ minLength: 3, default: '01 00 00 00 00' }),
  SERVICE_SIRET: Type.Optional(Type.String({ pattern: '^\\d{14}$' })),
  // Named keys of 32 bytes in base64, the current one first: `2026:…=,2024:…=`.
  VAULT_KEYS: Type.Optional(
    Type.String({ pattern: '^[a-z0-9-]{1,20}:[A-Za-z0-9+/]{43}=(,[a-z0-9-]{1,20}:[A-Za-z0-9+/]{43}=){0,9}$' }),
  ),
})
type Environment = Static<typeof Environment>

export type Config = {
  readonly isProduction: boolean
  readonly host: string
  readonly port: number
  /** Null: the address is derived from the port that was free. */
  readonly publicUrl: string | null
  /** Null: the embedded PostgreSQL is started. */
  readonly databaseUrl: string | null
  readonly databaseOwnerUrl: string | null
  readonly databasePool: number
  readonly dataDir: string
  /** Where clamd listens, `tcp://host:port`; null: files are not scanned. */
  readonly clamavUrl: string | null
  /** Null: attachments lie below the data folder. */
  readonly s3: S3Settings | null
  readonly isDemo: boolean
  readonly runsJobs: boolean
  readonly servesPages: boolean
  readonly corsOrigins: readonly string[]
  readonly trustsProxy: boolean
  readonly logLevel: string
  readonly smtpUrl: string | null
  readonly mailFrom: string
  readonly service: Settings['service']
  /** Seals bank details. */
  readonly vault: Vault
}

/** Of the demonstration: it passes the checks, and nobody has it. */
const DEMO_SIRET = '00000001800010'

const S3 = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

function s3Of({
  S3_ENDPOINT,
  S3_BUCKET,
  S3_REGION,
  S3_ACCESS_KEY_ID,
  S3_SECRET_ACCESS_KEY,
}: Environment): S3Settings | null {
  if (S3_ENDPOINT === undefined || S3_BUCKET === undefined) return null
  if (S3_ACCESS_KEY_ID === undefined || S3_SECRET_ACCESS_KEY === undefined) return null
  return {
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  }
}

/** Thrown once with every fault of the environment, so that one start is enough to see them all. */
export class ConfigError extends Error {}

/** Decodes the environment. Unset and empty are the same. Throws `ConfigError` naming every variable that is wrong. */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given: Record<string, string> = {}
  for (const name of Object.keys(Environment.properties)) {
    const value = variables[name]
    if (value !== undefined && value !== '') given[name] = value
  }
  const filled = Value.Default(Environment, given)
  const faults = Value.Errors(Environment, filled).map((error) => `  ${error.instancePath.slice(1)}: ${error.message}`)
  const env = filled as Environment
  const isProduction = env.NODE_ENV === 'production'
  const isDemo = env.DEMO === undefined ? !isProduction : env.DEMO === '1'
  if (isProduction && env.DATABASE_URL === undefined) faults.push('  DATABASE_URL: is required in production')
  if (isProduction && env.PUBLIC_URL === undefined) faults.push('  PUBLIC_URL: is required in production')
  if (isProduction && env.SMTP_URL === undefined && env.DEMO !== '1')
    faults.push('  SMTP_URL: is required in production')
  if (isProduction && env.VAULT_KEYS === undefined && env.DEMO !== '1')
    faults.push('  VAULT_KEYS: is required in production')
  const missing = s3Of(env) === null ? S3.filter((name) => env[name] === undefined) : []
  if (missing.length > 0 && missing.length < S3.length) {
    faults.push(...missing.map((name) => `  ${name}: is required beside the others of S3`))
  }
  if (faults.length > 0) throw new ConfigError(`The configuration is wrong:\n${[...new Set(faults)].join('\n')}`)
  return {
    isProduction,
    host: env.HOST,
    port: Number(env.PORT),
    publicUrl: env.PUBLIC_URL ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    databaseOwnerUrl: env.DATABASE_OWNER_URL ?? null,
    databasePool: Number(env.DATABASE_POOL),
    dataDir: env.DATA_DIR,
    clamavUrl: env.CLAMAV_URL ?? null,
    s3: s3Of(env),
    isDemo,
    runsJobs: env.JOBS === 'inline',
    servesPages: env.SERVE_PAGES === '1',
    corsOrigins: env.CORS_ORIGINS === '' ? [] : env.CORS_ORIGINS.split(','),
    trustsProxy: env.TRUST_PROXY === '1',
    logLevel: env.LOG_LEVEL,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM,
    vault: env.VAULT_KEYS === undefined ? DEMO_VAULT : createVault(readVaultKeys(env.VAULT_KEYS)),
    service: {
      name: env.SERVICE_NAME,
      address: env.SERVICE_ADDRESS,
      email: env.SERVICE_EMAIL,
      phone: env.SERVICE_PHONE,
      siret: env.SERVICE_SIRET ?? (isDemo ? DEMO_SIRET : null),
    },
  }
}
