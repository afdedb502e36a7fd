#!/usr/bin/env node
// Everything that proves the product, with one plain last line. Only Node's own modules: this runs before the install.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './lib/chromium.js'
import { installWhenNeeded, requireNode } from './lib/install.js'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MINUTE = 60_000

requireNode()
installWhenNeeded(ROOT)
const chromium = ensureChromium()
const scratch = mkdtempSync(join(tmpdir(), 'progress-ess-run-'))
const totals = { passed: 0, failed: 0, skipped: 0 }

/** Runs a command to its end, or to its time limit; answers whether it succeeded. Its words are shown when it failed. */
function run(command, args, { minutes, isLoud = false, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: isLoud ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const said = []
    child.stdout?.on('data', (part) => said.push(part))
    child.stderr?.on('data', (part) => said.push(part))
    const timer = setTimeout(() => {
      said.push(`\nstopped after ${minutes} minutes\n`)
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // it ended meanwhile
      }
    }, minutes * MINUTE)
    child.on('error', (error) => said.push(String(error)))
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code !== 0 && !isLoud) process.stdout.write(`${said.join('')}\n`)
      resolve(code === 0)
    })
  })
}

/** One static check: it counts as one test. */
async function check(name, command, args, minutes = 5) {
  const startedAt = Date.now()
  const isFine = await run(command, args, { minutes })
  totals[isFine ? 'passed' : 'failed'] += 1
  console.log(`${isFine ? 'ok' : 'FAILED'}  ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
}

/** Everything that jest runs: its own numbers count; a run that gives none is one failure. */
async function jest(minutes, env) {
  const file = join(scratch, 'results.json')
  // One more than there are cores: journeys wait for their browser, HTTP tests for PostgreSQL.
  const workers = `--maxWorkers=${availableParallelism() + 1}`
  const args = ['run', '--silent', 'jest', '--', workers, '--json', `--outputFile=${file}`]
  await run('npm', args, { minutes, isLoud: true, env })
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'))
    totals.passed += results.numPassedTests
    totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites
    totals.skipped += results.numPendingTests + results.numTodoTests
  } catch {
    console.log('FAILED  jest gave no result')
    totals.failed += 1
  }
}

const bin = (name) => join(ROOT, 'node_modules', '.bin', name)
const npm = (script) => ['npm', ['run', '--silent', script]]

const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc')
// Two projects at once, one checker each: more checkers of one project judge the same types again.
const types = () => check('types', process.execPath, [TSC, '-b', '--checkers', '1', '--builders', '2'], 8)
/** The longest first. The linter reads the types of what the compiler has made, so it comes behind it. */
const CHECKS = [
  () => check('types of the pages', bin('vue-tsc'), ['--noEmit', '-p', 'web'], 8),
  () => check('format', ...npm('format:check')),
  () => check('components', bin('eslint'), ['.']),
  () => check('pages', ...npm('build:web')),
  () => check('import rules', ...npm('imports')),
  () => check('database types', ...npm('db:types:check')),
  () => check('openapi.json', ...npm('openapi:check')),
  () => check('types of openapi.json', ...npm('openapi:types:check')),
]

/** Takes the next check until there is none: two such lanes keep two cores busy. */
async function lane() {
  for (let start = CHECKS.shift(); start !== undefined; start = CHECKS.shift()) await start()
}

// The pages read the declarations of the contract: they are there before anything looks for them.
await check('types of the contract', process.execPath, [TSC, '-b', 'shared/tsconfig.build.json'])
await Promise.all([
  types()
    .then(() => check('lint', bin('oxlint'), ['--type-aware', '.']))
    .then(lane),
  lane(),
])
const path = await chromium
if (path === null) {
  console.log('FAILED  no Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH')
  totals.failed += 1
}
await jest(30, path === null ? {} : { CHROMIUM_PATH: path })

rmSync(scratch, { recursive: true, force: true })
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
