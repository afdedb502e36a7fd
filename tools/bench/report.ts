import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { formatted } from '../docs/formatted.ts'
import type { Measure } from './load.ts'
import { LIMIT_MINUTES, type MethodMeasures, SIZES } from './methods.ts'
import type { PartnerMeasures } from './partners.ts'
import type { ScenarioTimes } from './scenario.ts'
import { ROOT } from './servers.ts'

export type Phase = {
  readonly size: number
  readonly reads: readonly (Measure & {
    readonly name: string
    readonly isList: boolean
    readonly aloneMs: number
    /** The ratio to a floor that fetches the whole answer, lying ready in one row. */
    readonly readyRatio: number
  })[]
  readonly writes: readonly (Measure & { readonly name: string; readonly statements: number })[]
}
export type Report = {
  readonly phases: readonly Phase[]
  readonly partners: PartnerMeasures | null
  readonly scenario: ScenarioTimes
  readonly peakMemory: number
  readonly firstPage: number | null
  readonly postgres: string
  /** Of the machine before the benchmark began: what others were doing. */
  readonly loadBefore: number
  readonly rounds: number
  readonly seconds: number
}

const DOCUMENT = join(ROOT, 'docs/performance.md')
const TARGETS = { read: 0.6, write: 0.5, delivery: 0.5, growth: 1.3, scenarioMs: 100, memoryMb: 300, firstPageKb: 200 }

/** Replaces what stands between these markers of docs/performance.md. */
async function replace(name: 'measured' | 'partners' | 'methods', tables: string): Promise<void> {
  const [start, end] = [`<!-- ${name}: start -->`, `<!-- ${name}: end -->`]
  const text = await readFile(DOCUMENT, 'utf8')
  const [before, after] = [text.split(start)[0], text.split(end)[1]]
  if (before === undefined || after === undefined) throw new Error('docs/performance.md has lost its markers')
  const made = `${before}${start}\n\n${tables}\n\n${end}${after}`
  await writeFile(DOCUMENT, await formatted(DOCUMENT, made))
}

export async function writeReport(report: Report): Promise<void> {
  await replace('measured', tables(report))
  await writePartners(report)
}

/** The table of what partners do, which is measured apart from the applications. */
export async function writePartners(report: Report): Promise<void> {
  if (report.partners !== null) await replace('partners', [machine(report), partnerTable(report.partners)].join('\n\n'))
}

/** The table of the award methods: the engine alone, without server or database. */
export async function writeMethods(methods: readonly MethodMeasures[], loadBefore: number): Promise<void> {
  const sizes = SIZES.map((count) => `${number(count)} files`)
  const cells = ({ runs }: MethodMeasures): string =>
    runs
      .map((run) =>
        run === null
          ? `over ${LIMIT_MINUTES} minutes`
          : `${number(run.p50, 1)} (${number(run.p99, 1)}), ${number(run.memoryBytes / 2 ** 20)} MB`,
      )
      .join(' | ')
  const date = new Date().toISOString().slice(0, 10)
  await replace(
    'methods',
    [
      `Measured on ${date}: ${cpus().length} cores, Node ${process.versions.node}, on a machine whose load was ${number(loadBefore, 1)} before the start. Milliseconds: p50 (p99), then what the process came to hold beyond its start.`,
      '',
      `| method | ${sizes.join(' | ')} |`,
      `| --- |${sizes.map(() => ' --: |').join('')}`,
      ...methods.map((method) => `| ${method.name} | ${cells(method)} |`),
    ].join('\n'),
  )
}

const number = (value: number, digits = 0): string =>
  Number.isNaN(value)
    ? ''
    : value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const verdict = (isMet: boolean): string => (isMet ? 'met' : '**missed**')

function tables(report: Report): string {
  return [machine(report), ...report.phases.map(phaseTable), growthTable(report.phases), limits(report)].join('\n\n')
}

function machine(report: Report): string {
  const { postgres, rounds, seconds } = report
  const date = new Date().toISOString().slice(0, 10)
  const memory = number(totalmem() / 2 ** 30)
  return `Measured on ${date}: ${cpus().length} cores, ${memory} GB, ${process.platform}, Node ${process.versions.node}, PostgreSQL ${postgres}; load generator, API, floor and PostgreSQL share the machine, whose load was ${number(report.loadBefore, 1)} before the start (1 is one busy core). Medians of ${rounds} rounds of ${seconds} s.`
}

const HEAD =
  '| operation | requests/s | p50 ms | p99 ms | CPU ms | floor/s | floor CPU ms | ratio | target | | of ready bytes |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: | --- | --: |'

const row = (name: string, measure: Measure, target: number, readyRatio?: number): string =>
  `| ${name} | ${number(measure.perSecond)} | ${number(measure.p50, 1)} | ${number(measure.p99, 1)} | ${number(measure.processor, 2)} | ${number(measure.floorPerSecond)} | ${number(measure.floorProcessor, 2)} | ${number(measure.ratio, 2)} | ≥ ${target} | ${verdict(measure.ratio >= target)} | ${readyRatio === undefined ? '' : number(readyRatio, 2)} |`

function phaseTable({ size, reads, writes }: Phase): string {
  return [
    `### ${number(size)} applications`,
    '',
    HEAD,
    ...reads.map((measure) => row(measure.name, measure, TARGETS.read, measure.readyRatio)),
    ...writes.map((measure) => row(`${measure.name} (${measure.statements} statements)`, measure, TARGETS.write)),
  ].join('\n')
}

const partnerTable = ({ writes, feed, deliveries }: PartnerMeasures): string =>
  [
    HEAD,
    ...writes.map((measure) => row(`${measure.name} (${measure.statements} statements)`, measure, TARGETS.write)),
    row('Feed, 100 events', feed, TARGETS.read),
    row(
      `Delivery, ${deliveries.atOnce} at once`,
      { ...deliveries, p50: Number.NaN, p99: Number.NaN },
      TARGETS.delivery,
    ),
  ].join('\n')

/** From requests that come alone: what else the machine does weighs least on these. */
function growthTable(phases: readonly Phase[]): string {
  const [small, large] = [phases[0], phases.at(-1)]
  if (small === undefined || large === undefined || small === large) return ''
  const rows = small.reads.flatMap((before) => {
    const after = large.reads.find(({ name }) => name === before.name)
    if (after === undefined || !before.isList) return []
    const growth = after.aloneMs / before.aloneMs
    return [
      `| ${before.name} | ${number(before.aloneMs, 2)} | ${number(after.aloneMs, 2)} | ${number(growth, 2)} | ≤ ${TARGETS.growth} | ${verdict(growth <= TARGETS.growth)} |`,
    ]
  })
  return [
    `### From ${number(small.size)} to ${number(large.size)} applications`,
    '',
    `| list, one request alone | ms at ${number(small.size)} | ms at ${number(large.size)} | time × | target | |\n| --- | --: | --: | --: | --: | --- |`,
    ...rows,
  ].join('\n')
}

function limits({ scenario, peakMemory, firstPage }: Report): string {
  const memory = peakMemory / 2 ** 20
  const page = firstPage === null ? null : firstPage / 1_000
  return [
    '### Limits',
    '',
    '| what | measured | target | |\n| --- | --: | --: | --- |',
    `| Scenario on ${scenario.files} files, p50 (p99) | ${number(scenario.p50)} ms (${number(scenario.p99)} ms) | < ${TARGETS.scenarioMs} ms | ${verdict(scenario.p50 < TARGETS.scenarioMs)} |`,
    `| Memory of the API’s process, peak | ${number(memory)} MB | < ${TARGETS.memoryMb} MB | ${verdict(memory < TARGETS.memoryMb)} |`,
    page === null
      ? '| JavaScript of the first public page, gzipped | no Chromium | | |'
      : `| JavaScript of the first public page, gzipped | ${number(page)} kB | < ${TARGETS.firstPageKb} kB | ${verdict(page < TARGETS.firstPageKb)} |`,
  ].join('\n')
}
