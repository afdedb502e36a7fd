import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { RouteRecordRaw } from 'vue-router'
import * as contract from '@progress-ess/shared'
import { GENERAL_CODES, type Endpoint } from '@progress-ess/shared/kit'
import { CLIENT_CODES } from '../src/api/problem.ts'
import { type Area, AREAS } from '../src/i18n/fr/areas.ts'
import { first } from '../src/i18n/fr/first.ts'
import { notFoundRoute } from '../src/routes/base.ts'
import { productRoutes } from '../src/routes/product.ts'

const SRC = join(import.meta.dirname, '../src')
const ROUTES: readonly RouteRecordRaw[] = [...productRoutes, notFoundRoute]

type Page = { readonly file: string; readonly title: string; readonly areas: readonly Area[] }

/** Each page of the table with what is loaded before it is entered, its own frame's included. */
function pagesOf(routes: readonly RouteRecordRaw[], above: readonly Area[] = [], titleAbove = ''): Page[] {
  return routes.flatMap((route) => {
    const areas = [...above, ...(route.meta?.sentences ?? [])]
    const title = route.meta?.title ?? titleAbove
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- the source of `() => import('…')`
    const [, path = ''] = /import\(['"]([^'"]+)['"]\)/.exec(String(route.component)) ?? []
    return [{ file: resolve(SRC, 'routes', path), title, areas }, ...pagesOf(route.children ?? [], areas, title)]
  })
}

const operations = new Map(
  (Object.entries(contract) as [string, unknown][]).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'operationId' in value ? [[name, value as Endpoint]] : [],
  ),
)
const NAMESPACES = [...AREAS, ...Object.keys(first)]
const SPOKEN = new RegExp(`(?:['\`]|keypath=")(${NAMESPACES.join('|')})\\.[\\w$]`, 'g')

type Needs = { readonly namespaces: Set<string>; readonly refusals: Set<string> }

/** What a file and all that it imports, at once or later, may say. */
function needsOf(entry: string): Needs {
  const needs: Needs = { namespaces: new Set(), refusals: new Set() }
  const seen = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || file.startsWith(join(SRC, 'i18n')) || !existsSync(file)) continue
    seen.add(file)
    const source = readFileSync(file, 'utf8')
    for (const [, path = ''] of source.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g))
      waiting.push(resolve(dirname(file), path))
    for (const [, namespace = ''] of source.matchAll(SPOKEN)) needs.namespaces.add(namespace)
    for (const [, names = ''] of source.matchAll(/import \{([^}]*)\} from '@progress-ess\/shared/g)) {
      for (const name of names.split(/,|\bas\b/))
        for (const code of operations.get(name.trim())?.refusals ?? []) needs.refusals.add(code)
    }
  }
  return needs
}

const pages = pagesOf(ROUTES)
const frame = needsOf(join(SRC, 'App.vue'))

describe('before a page is entered', () => {
  it('its file is known', () => {
    expect(pages.filter(({ file }) => !file.endsWith('.vue') || !existsSync(file))).toEqual([])
    expect(pages.length).toBeGreaterThan(60)
  })

  it('all that it says is loaded', () => {
    const lacking = pages.flatMap(({ file, title, areas }) => {
      const there = new Set<string>([...Object.keys(first), ...areas])
      const [ofTitle = ''] = title.split('.')
      const missing = [...needsOf(file).namespaces, ofTitle, ...frame.namespaces].filter((name) => !there.has(name))
      return missing.length === 0 ? [] : [`${file.slice(SRC.length)}: ${missing.join(', ')}`]
    })
    expect(lacking).toEqual([])
  })

  it('every refusal that it may meet has its sentence, also where only the first ones are loaded', () => {
    const said = new Set(Object.keys(first.problems))
    const visited = pages.filter(({ areas }) => areas.length === 0).map(({ file }) => needsOf(file))
    const met = [GENERAL_CODES, CLIENT_CODES, frame.refusals, ...visited.map(({ refusals }) => refusals)]
    expect([...new Set(met.flatMap((codes) => [...codes]))].filter((code) => !said.has(code))).toEqual([])
  })
})
