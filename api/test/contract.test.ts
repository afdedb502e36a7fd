import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import * as contract from '@progress-ess/shared'
import { type Endpoint, GENERAL_CODES } from '@progress-ess/shared/kit'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { openApiText } from '../src/openapi.ts'
import { givenApp } from './support/app.ts'
import { isObject, type Json } from './support/sample.ts'

const world = await givenApp()
const document = await openApiText()

const endpoints = Object.entries(contract as Record<string, unknown>).filter(
  (entry): entry is [string, Endpoint] =>
    isObject(entry[1]) && 'operationId' in entry[1] && 'method' in entry[1] && !isOfDemo(entry[1]),
)

/** What exists in the demonstration only is no part of the published contract. */
function isOfDemo({ path }: Json): boolean {
  return typeof path === 'string' && path.startsWith('/demo/')
}

/** Places of a request that nothing bounds: a text without a length, a list without a number. */
function unbounded(node: unknown, path: string): string[] {
  if (Array.isArray(node)) return node.flatMap((part, index) => unbounded(part, `${path}/${index}`))
  if (!isObject(node)) return []
  if ('const' in node || 'enum' in node) return []
  const { type } = node
  const isOpenText = type === 'string' && !('maxLength' in node)
  const isOpenList = type === 'array' && !('maxItems' in node)
  const isOpenNumber = (type === 'integer' || type === 'number') && !('minimum' in node && 'maximum' in node)
  const isOpenObject = type === 'object' && !isClosed(node)
  const here = isOpenText || isOpenList || isOpenNumber || isOpenObject ? [`${path} (${type})`] : []
  return [...here, ...Object.entries(node).flatMap(([key, part]) => unbounded(part, `${path}/${key}`))]
}

const isClosed = (node: Json): boolean =>
  node['additionalProperties'] === false || ('patternProperties' in node && 'maxProperties' in node)

describe('The contract', () => {
  it('is mounted as it is declared, each operation once', () => {
    const declared = endpoints.map(([, { operationId, method, path }]) => `${operationId} ${method} /api/v1${path}`)
    const mounted = world.operations.map(
      ({ operationId, method, url }) => `${operationId} ${method.toUpperCase()} ${url}`,
    )
    expect(mounted.sort()).toEqual(declared.sort())
  })

  it('names each operation after its constant', () => {
    expect(endpoints.filter(([name, { operationId }]) => name !== operationId)).toEqual([])
  })

  it.each(endpoints)('%s bounds everything that it takes', (_name, { body, querystring, params }) => {
    const open = [
      ...unbounded(body, '/body'),
      // The address is closed by `route()`, and Fastify bounds its parts.
      ...unbounded(querystring?.properties, '/querystring'),
      ...unbounded(params?.properties, '/params'),
    ]
    expect(open).toEqual([])
  })

  it('writes its codes in kebab case', () => {
    const codes = endpoints.flatMap(([, { refusals = [] }]) => refusals)
    expect([...codes, ...GENERAL_CODES].filter((code) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code))).toEqual([])
  })

  it('is the committed document', async () => {
    const committed = await readFile(new URL('../../openapi.json', import.meta.url), 'utf8')
    if (committed !== document) throw new Error('openapi.json is stale: npm run openapi')
  })

  it('passes the linter', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: document, absoluteRef: 'openapi.json', config })
    expect(
      problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`),
    ).toEqual([])
  })
})
