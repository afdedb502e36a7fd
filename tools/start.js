#!/usr/bin/env node
// One command from a fresh clone to the running product. Only Node's own modules: this runs before the install.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './lib/child.js'
import { installWhenNeeded, requireNode } from './lib/install.js'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Names, sizes and times of the sources: what a build is stale against. */
function stateOf(...places) {
  const hash = createHash('sha256')
  const visit = (path) => {
    const entry = statSync(path)
    if (!entry.isDirectory()) {
      hash.update(`${path}\0${entry.size}\0${entry.mtimeMs}\n`)
      return
    }
    for (const name of readdirSync(path).sort()) visit(join(path, name))
  }
  for (const place of places) visit(join(ROOT, place))
  return hash.digest('hex')
}

/** Runs a build unless its sources are those of the last one and its output is still there. */
function buildWhenStale(name, sources, output, command, args, cwd = ROOT) {
  const mark = join(ROOT, '.data', `build-${name}`)
  const state = stateOf(...sources)
  const isFresh = existsSync(join(ROOT, output)) && existsSync(mark) && readFileSync(mark, 'utf8') === state
  if (isFresh) return
  console.log(`Building ${name}…`)
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', command), ...args], { cwd, stdio: 'inherit' })
  if (done.status !== 0) {
    console.error(`The build of ${name} failed: see above.`)
    process.exit(1)
  }
  mkdirSync(dirname(mark), { recursive: true, mode: 0o700 })
  writeFileSync(mark, state)
}

requireNode()
installWhenNeeded(ROOT)
const common = ['package-lock.json', 'tsconfig.base.json', 'shared/src']
buildWhenStale('api', [...common, 'api/src'], 'api/dist/server.js', '@typescript/native/bin/tsc', [
  '-b',
  'api/tsconfig.build.json',
])
buildWhenStale(
  'pages',
  [...common, 'web/src', 'web/public', 'web/index.html', 'web/vite.config.ts'],
  'web/dist/index.html',
  'vite/bin/vite.js',
  ['build', '--logLevel', 'warn'],
  join(ROOT, 'web'),
)

runChild([join(ROOT, 'api', 'dist', 'server.js')], { cwd: ROOT, env: { LOG_LEVEL: 'warn', ...process.env } })
