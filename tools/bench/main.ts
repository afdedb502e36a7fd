import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { type BenchDatabase, openBenchDatabase } from './database.ts'
import { alone, compare, type Measure, round, type Side } from './load.ts'
import { measureMethods } from './methods.ts'
import { firstPageBytes } from './pages.ts'
import { measurePartners, type PartnerMeasures } from './partners.ts'
import { readCases } from './reads.ts'
import { type Phase, type Report, writeMethods, writePartners, writeReport } from './report.ts'
import { scenarioTimes } from './scenario.ts'
import { ROOT, type Server, startApi, startFloor } from './servers.ts'
import { recordStatements } from './statements.ts'
import { AUTOSAVE, desksOf, floorTraffic, recipeOf, SUBMISSION, traffic } from './writes.ts'
import { makeWorld, type World } from './world.ts'

const HELP = `Measures the API against a floor in the same run, and writes docs/performance.md.

  npm run bench                      10,000 then 100,000 applications in one call
  npm run bench -- --sizes 1000      a quick look
  npm run bench -- --dry             prints only
  npm run bench -- --built           measures what was built before
  npm run bench -- --only autosave --sizes 10000 --rounds 3    the operations of this name; prints only
  npm run bench -- --only partners --sizes 1000    what partners do: writes its own table
  npm run bench -- --only methods    each award method at 40, 500 and 5,000 files: writes its own table
  npm run bench -- --only autosave --profile /tmp/profiles     and where the API spends its time (a .cpuprofile)
`
const CONNECTIONS = 10

type Headers = Readonly<Record<string, string>>

type Bench = {
  readonly database: BenchDatabase
  readonly world: World
  readonly api: Server
  readonly floor: Server
  readonly rounds: number
  readonly seconds: number
  /** Measures the operations that have this in their names. */
  readonly only: string
}

const isMeant = ({ only }: Bench, name: string): boolean => name.toLowerCase().includes(only)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** What the floor answers: exactly what the API answered. */
async function keepForFloor({ database: { owner } }: Bench, path: string, body: string): Promise<void> {
  await owner.query(
    'insert into floor_body (path, body) values ($1, $2) on conflict (path) do update set body = excluded.body',
    [path, body],
  )
}

/** The one query that the API asks for each of these paths, besides that of the session. */
async function keepQueries({ database: { owner, appUrl } }: Bench, paths: readonly string[], headers: Headers) {
  const recorder = await recordStatements(appUrl)
  try {
    for (const path of paths) {
      const sent = await recorder.during(() => recorder.app.inject({ method: 'GET', url: path, headers }))
      const [query, ...others] = sent.filter(({ text }) => !text.includes('"session"."token_hash"'))
      if (query === undefined || others.length > 0) throw new Error(`${path} asks ${others.length + 1} queries`)
      await owner.query(
        `insert into floor_query (path, text, query_values) values ($1, $2, $3)
           on conflict (path) do update set text = excluded.text, query_values = excluded.query_values`,
        [path, query.text, JSON.stringify(query.values)],
      )
    }
  } finally {
    await recorder.close()
  }
}

async function measureReads(bench: Bench): Promise<Phase['reads']> {
  const { world, api, floor, rounds, seconds } = bench
  const headers = { authorization: `Bearer ${world.managerToken}` }
  const measured: Phase['reads'][number][] = []
  for (const { name, paths, isList } of await readCases(world, bench.database.owner)) {
    if (!isMeant(bench, name)) continue
    for (const path of paths) await keepForFloor(bench, path, await (await fetch(api.url + path, { headers })).text())
    await keepQueries(bench, paths, headers)
    const below = (prefix: string) => ({ headers, requests: paths.map((path) => ({ path: prefix + path })) })
    const side = ({ url, processorMs }: Server, prefix = ''): Side => ({
      load: () => round({ url, connections: CONNECTIONS, seconds, ...below(prefix) }),
      processorMs,
    })
    const measure = await compare(side(floor, '/same-query'), side(api), rounds)
    const ready = await compare(side(floor), side(api), rounds)
    const aloneMs = await alone({ url: api.url, ...below('') })
    say(`${lineOf(name, measure)}  of ready bytes ${ready.ratio.toFixed(2)}  alone ${aloneMs.toFixed(2)} ms`)
    measured.push({ name, isList, aloneMs, readyRatio: ready.ratio, ...measure })
  }
  return measured
}

async function measureWrites(bench: Bench): Promise<Phase['writes']> {
  const { database, world, api, floor, rounds } = bench
  const desks = await desksOf(world, database.owner)
  const [first] = desks
  if (first === undefined) throw new Error('No applicant')
  const measured: Phase['writes'][number][] = []
  for (const write of [AUTOSAVE, SUBMISSION]) {
    if (!isMeant(bench, write.name)) continue
    const recipe = await recipeOf(database.appUrl, write, first)
    await keepForFloor(bench, recipe.path, recipe.answer)
    const measure = await compare(
      { ...floor, load: () => round(floorTraffic(floor.url, write, recipe, desks.length)) },
      { ...api, load: () => round(traffic(api.url, write, desks)) },
      rounds,
    )
    say(lineOf(`${write.name} (${recipe.kinds.length} statements)`, measure))
    measured.push({ name: write.name, statements: recipe.kinds.length, ...measure })
  }
  return measured
}

const lineOf = (name: string, measure: Measure): string => {
  const { perSecond, floorPerSecond, ratio, p50, p99, processor, floorProcessor } = measure
  const speed = `${perSecond.toFixed(0).padStart(6)}/s  floor ${floorPerSecond.toFixed(0).padStart(6)}/s`
  const times = Number.isNaN(p50) ? '' : `p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  `
  return `${name.padEnd(40)} ${speed}  ratio ${ratio.toFixed(2)}  ${times}CPU ${processor.toFixed(2)} ms, floor ${floorProcessor.toFixed(2)} ms`
}

function sayPartners({ writes, feed, deliveries }: PartnerMeasures): void {
  for (const measure of writes) say(lineOf(`${measure.name} (${measure.statements} statements)`, measure))
  say(lineOf('Feed, 100 events', feed))
  say(lineOf(`Delivery, ${deliveries.atOnce} at once`, { ...deliveries, p50: Number.NaN, p99: Number.NaN }))
}

async function prepareFloor({ owner }: BenchDatabase): Promise<void> {
  await owner.query(`
    create table floor_body (path text primary key, body text not null);
    create table floor_query (path text primary key, text text not null, query_values jsonb not null);
    create table floor_row (id integer primary key, body text, version integer not null default 1);
    create table floor_log (floor_log_id bigint generated always as identity primary key, row_id integer, body text);
    create table floor_counter (id integer primary key, n integer not null);
    insert into floor_row (id) select generate_series(1, 1000);
    insert into floor_counter values (0, 0);
  `)
}

function build(): void {
  const tsc = join(ROOT, 'node_modules/@typescript/native/bin/tsc')
  for (const [command, ...args] of [
    [process.execPath, tsc, '-b', 'api/tsconfig.build.json'],
    ['npm', 'run', '--silent', 'build:web'],
  ] as const) {
    if (spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0) throw new Error('The build failed')
  }
}

type Options = Pick<Bench, 'rounds' | 'seconds' | 'only'> & {
  readonly sizes: readonly number[]
  /** A folder for profiles of the API’s process. */
  readonly profile?: string
}

async function run({ sizes, rounds, seconds, only, profile }: Options): Promise<Report> {
  const [loadBefore = Number.NaN] = loadavg()
  const database = await openBenchDatabase()
  const servers: Server[] = []
  try {
    await prepareFloor(database)
    const world = await makeWorld(database)
    const phases: Phase[] = []
    let peakMemory = 0
    let partners: PartnerMeasures | null = null
    let api = await startApi(database.appUrl, database.ownerUrl)
    servers.push(api)
    const firstPage = only === '' ? await firstPageBytes(api.url) : null
    // What partners do knows nothing of applications: one size tells all.
    for (const size of only === 'partners' ? sizes.slice(0, 1) : sizes) {
      say(`\n${size} applications`)
      await world.grow(size)
      // Processes of their own for each size: a connection would keep the plans that were best for the former one.
      await Promise.all(servers.splice(0).map((server) => server.stop()))
      api = await startApi(database.appUrl, database.ownerUrl, profile)
      const floor = await startFloor(database.ownerUrl)
      servers.push(api, floor)
      const bench: Bench = { database, world, api, floor, rounds, seconds, only }
      phases.push({ size, reads: await measureReads(bench), writes: await measureWrites(bench) })
      if (partners === null && isMeant(bench, 'partners')) {
        partners = await measurePartners(bench)
        sayPartners(partners)
      }
      peakMemory = Math.max(peakMemory, api.peakMemory())
    }
    const scenario = await scenarioTimes(api.url, world)
    say(`Scenario on ${scenario.files} files: p50 ${scenario.p50.toFixed(0)} ms, p99 ${scenario.p99.toFixed(0)} ms`)
    peakMemory = Math.max(peakMemory, api.peakMemory())
    say(`Peak memory ${(peakMemory / 2 ** 20).toFixed(0)} MB`)
    return {
      phases,
      partners,
      scenario,
      peakMemory,
      firstPage,
      postgres: database.version,
      loadBefore,
      rounds,
      seconds,
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    await database.stop()
  }
}

/** The engine alone: no server, no database. */
async function benchMethods(isDry: boolean): Promise<void> {
  const [loadBefore = Number.NaN] = loadavg()
  const methods = measureMethods()
  for (const { name, runs } of methods) {
    const text = runs.map((run) =>
      run === null
        ? 'too long'
        : `${run.files}: ${run.p50.toFixed(1)} ms, ${(run.memoryBytes / 2 ** 20).toFixed(0)} MB`,
    )
    say(`${name.padEnd(40)} ${text.join('  ')}`)
  }
  if (!isDry) await writeMethods(methods, loadBefore)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10000,100000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      dry: { type: 'boolean', default: false },
      built: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    say(HELP)
    return
  }
  if (values.only === 'methods') {
    await benchMethods(values.dry)
    return
  }
  if (!values.built) build()
  const report = await run({
    sizes: values.sizes.split(',').map(Number),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only.toLowerCase(),
    ...(values.profile === undefined ? {} : { profile: values.profile }),
  })
  if (values.dry) return
  if (values.only === '') {
    await writeReport(report)
    await benchMethods(false)
  } else if (values.only === 'partners') await writePartners(report)
}

// The servers and PostgreSQL end with this process, also when it is interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String((error as Error).stack ?? error)}\n`)
    process.exit(1)
  },
)
