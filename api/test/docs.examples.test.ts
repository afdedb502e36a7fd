import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { RecordedCalls } from '../src/docs/examples.ts'
import { callsOf, type Content, type OpenApi } from '../src/docs/openapi-document.ts'
import { openApiText } from '../src/openapi.ts'
import { givenApp } from './support/app.ts'
import { tellEvents, tellSandbox } from './support/docs/events-scenario.ts'
import { tellEndOfPartners, tellPartners } from './support/docs/partners-scenario.ts'
import { createRecorder, steady } from './support/docs/recorder.ts'
import { tellParties, tellReferrals } from './support/docs/referrals-scenario.ts'

const FILE = new URL('../../docs/examples.json', import.meta.url)

const world = await givenApp()
const recorder = createRecorder(world)
const { cci, cma } = await tellPartners(world, recorder)
await tellReferrals(world, recorder, cci, cma)
await tellParties(world, recorder, cma)
const secrets = [...(await tellEvents(recorder, cma)), await tellSandbox(world, recorder, cma)]
await tellEndOfPartners(world, recorder, cma)
const tokens = [...JSON.stringify(recorder.calls).matchAll(/"access_token":"([^"]+)"/g)].map(([, token]) => token ?? '')
const recorded = `${steady(recorder.calls, [cci.secret, cma.secret, ...tokens, ...secrets])}\n`
if (process.env['UPDATE_EXAMPLES'] === '1') await writeFile(FILE, recorded)

const document = JSON.parse(await openApiText()) as OpenApi
const calls = callsOf(document)
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
ajv.addSchema({ $id: 'contract', components: document.components })

/** What an example breaks of its schema. */
function faultsOf(content: Content | undefined): string[] {
  return Object.values(content ?? {}).flatMap(({ schema, examples = {} }) => {
    const text = JSON.stringify(schema ?? {}).replaceAll('"#/components', '"contract#/components')
    const validate = ajv.compile(JSON.parse(text) as object)
    return Object.entries(examples).flatMap(([name, { value }]) =>
      validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`],
    )
  })
}

describe('The examples of the contract', () => {
  it('are what the product answers today (npm run docs:examples)', async () => {
    const kept = JSON.parse(await readFile(FILE, 'utf8')) as RecordedCalls
    expect(JSON.parse(recorded)).toEqual(kept)
  })

  it('exist for every operation that a key may call', () => {
    const partners = calls.filter((call) => call['x-right'] !== undefined)
    const without = partners.filter((call) => (call['x-codeSamples'] ?? []).length === 0)
    expect(without.map(({ operationId }) => operationId)).toEqual([])
  })

  it.each(calls.filter((call) => call['x-codeSamples'] !== undefined).map((call) => [call.operationId, call] as const))(
    '%s: its examples have the shape that its schemas say',
    (_name, call) => {
      const faults = [
        ...faultsOf(call.requestBody?.content),
        ...Object.values(call.responses).flatMap(({ content }) => faultsOf(content)),
      ]
      expect(faults).toEqual([])
    },
  )

  it('hold no real secret', () => {
    expect([cci.secret, cma.secret, ...tokens, ...secrets].filter((secret) => recorded.includes(secret))).toEqual([])
  })
})
