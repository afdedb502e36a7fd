import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { callsOf } from '../../api/src/docs/openapi-document.ts'
import { readContract } from '../docs/contract.ts'
import { GENERATORS } from '../docs/generate.ts'
import { arrowsOf, MACHINES, statesOf } from '../docs/machines.ts'
import { staleAmong } from '../docs/write.ts'

const MODULES = join(import.meta.dirname, '../../api/src/modules')

describe('What is generated for the documentation', () => {
  it.each(Object.entries(GENERATORS))('%s is as npm run docs:%s writes it', async (_name, generate) => {
    expect(await staleAmong(await generate())).toEqual([])
  })
})

describe('The state machines', () => {
  it('are all drawn', async () => {
    const files = (await readdir(MODULES, { recursive: true })).filter((name) => name.endsWith('.rules.ts'))
    const declared: string[] = []
    for (const file of files) {
      const text = await readFile(join(MODULES, file), 'utf8')
      declared.push(
        ...[...text.matchAll(/const (\w+)_MACHINE\b/g)].map(([, name = '']) => name.toLowerCase().replaceAll('_', '-')),
      )
    }
    expect(MACHINES.map(({ name }) => name).sort()).toEqual(declared.sort())
  })

  it.each(MACHINES.map((machine) => [machine.name, machine] as const))(
    '%s has no state that the contract does not know',
    (_name, machine) => {
      expect(statesOf(machine).filter((state) => !machine.states.includes(state))).toEqual([])
      expect(arrowsOf(machine)[0]).toEqual({ from: '[*]', to: machine.start, label: '' })
    },
  )
})

type Item = {
  name: string
  item?: Item[]
  items?: Item[]
  request?: { url: { raw: string } | string; body?: { raw?: string; json?: string } }
}

describe.each(['postman', 'bruno'])('The collection for %s', (program) => {
  it('has every operation once, and bodies that parse', async () => {
    const [text] = await Promise.all([
      readFile(join(import.meta.dirname, `../../docs/collection/${program}.json`), 'utf8'),
    ])
    const { item, items } = JSON.parse(text) as Item
    const requests = (item ?? items ?? []).flatMap((group) => group.item ?? group.items ?? [])
    const names = callsOf(await readContract()).map(({ operationId }) => operationId)
    expect(requests.map(({ name }) => name).sort()).toEqual(names.sort())
    for (const { request } of requests) {
      const url = typeof request?.url === 'string' ? request.url : request?.url.raw
      expect(url).toMatch(/^\{\{baseUrl\}\}\/api\/v1\//)
      const body = request?.body?.raw ?? request?.body?.json
      if (body !== undefined) expect(typeof JSON.parse(body)).toBe('object')
    }
  })
})
