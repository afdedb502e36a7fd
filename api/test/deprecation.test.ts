import { describe, expect, it } from '@jest/globals'
import { endpoint } from '@progress-ess/shared/kit'
import { Type } from 'typebox'
import { route } from '../src/kit/route.ts'
import { givenApp } from './support/app.ts'

const common = { tags: ['audit'], method: 'GET', response: { 200: Type.Object({}) } } as const
const leaving = endpoint({
  ...common,
  operationId: 'readLeaving',
  summary: 'Leaves',
  path: '/test/leaving',
  deprecatedSince: '2026-01-01',
  sunsetOn: '2027-01-01',
})
const warned = endpoint({
  ...common,
  operationId: 'readWarned',
  summary: 'Leaves some day',
  path: '/test/warned',
  deprecatedSince: '2026-01-01',
})
const staying = endpoint({ ...common, operationId: 'readStaying', summary: 'Stays', path: '/test/staying' })

const world = await givenApp({
  settings: { publicUrl: 'https://ess.example.test' },
  extend: (app) => {
    app.register(async (scope) => {
      for (const operation of [leaving, warned, staying]) {
        scope.route({ ...route(operation), config: { access: 'signed-in' }, handler: async () => ({}) })
      }
    })
  },
})

const LINK = '<https://ess.example.test/docs/guides/versions>; rel="deprecation"'
const told = async (path: string, client = world.as('agent')) => {
  const { status, headers } = await client.get(path)
  return [status, headers['deprecation'], headers['sunset'], headers['link']]
}

describe('An operation that will go', () => {
  it('says so in every answer, refusals included, and when it ends (RFC 9745, RFC 8594)', async () => {
    const words = ['@1767225600', 'Fri, 01 Jan 2027 00:00:00 GMT', LINK]
    expect(await told(leaving.path)).toEqual([200, ...words])
    expect(await told(leaving.path, world.anonymous)).toEqual([401, ...words])
    expect(await told(warned.path)).toEqual([200, '@1767225600', undefined, LINK])
  })

  it('is marked in the contract', () => {
    const { paths = {} } = world.app.swagger() as { paths?: Record<string, { get?: object }> }
    expect(paths[leaving.path]?.get).toMatchObject({ deprecated: true, 'x-sunset': '2027-01-01' })
    expect(paths[staying.path]?.get).not.toHaveProperty('deprecated')
  })
})

describe('An operation that stays', () => {
  it('says nothing', async () => {
    expect(await told(staying.path)).toEqual([200, undefined, undefined, undefined])
  })
})
