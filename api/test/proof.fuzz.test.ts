import process from 'node:process'
import { afterAll, describe, expect, it } from '@jest/globals'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { type Client, givenApp } from './support/app.ts'
import { departmentId, givenKey, givenPartner, givenReferral, clientOf } from './support/given-partners.ts'
import { fuzzed, type Values } from './support/fuzz.ts'
import { isObject, type Json } from './support/sample.ts'

/** Requests in all: a modest number beside the other tests, many with `npm run fuzz`. The seed can be given to see a fault again. */
const TOTAL = Number(process.env['FUZZ_REQUESTS'] ?? 900)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_127)
const PATIENCE_MS = 30_000

const world = await givenApp()
const document = world.app.swagger() as unknown as Json
const partner = await givenPartner(world)
const home = await departmentId(world)
const referral = await givenReferral(partner.api, [home], { externalRef: 'FUZZ-1' })
const test = await givenKey(world, partner.partnerId, { mode: 'test' })
const callers: Client[] = [
  partner.api,
  clientOf(world, test.secret),
  ...(['applicant', 'agent', 'manager', 'admin', 'evaluator'] as const).map((role) => world.as(role)),
  world.anonymous,
]
/** Ids of what there is, so that some requests come through to the heart. */
const known: Values = {
  partnerId: [partner.partnerId, home],
  referralId: [referral.referralId],
  assignmentId: referral.assignments.map(({ assignmentId }) => assignmentId),
  consentId: [referral.consent?.consentId ?? ''],
  externalRef: ['FUZZ-1'],
}

type Fuzzed = { readonly method: string; readonly path: string; readonly operation: Json }
/** Ends the sessions of this test, or waits on purpose. */
const LEFT_OUT = new Set(['signOut', 'streamEvents'])
const operations: Fuzzed[] = Object.entries(document['paths'] as Json).flatMap(([path, item]) =>
  Object.entries(item as Json)
    .filter(([, operation]) => isObject(operation) && !LEFT_OUT.has(String(operation['operationId'])))
    .map(([method, operation]) => ({ method, path, operation: operation as Json })),
)

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: false }))
ajv.addSchema({ $id: 'contract', components: document['components'] as Json })
const validators = new Map<string, ValidateFunction>()

/** The schema of an answer, its references pointed at the document. */
function validatorOf(name: string, schema: unknown): ValidateFunction {
  const before = validators.get(name)
  if (before !== undefined) return before
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')
  const made = ajv.compile(JSON.parse(text) as Json)
  validators.set(name, made)
  return made
}

/** What is wrong with an answer; null when nothing is. */
function faultOf({ method, path, operation }: Fuzzed, status: number, type: string, text: string): string | null {
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`
  const responses = operation['responses'] as Json
  const declared = (responses[String(status)] ?? responses[`${String(status)[0] ?? ''}XX`] ?? responses['4xx']) as
    | Json
    | undefined
  if (declared === undefined) return `answered ${status}, which is not declared`
  const content = declared['content'] as Json | undefined
  if (content === undefined) return text === '' || text === 'null' ? null : 'has a body that is not declared'
  if (!type.includes('json')) return null
  const [media] = Object.values(content) as Json[]
  const validate = validatorOf(`${method} ${path} ${status < 400 ? status : '4xx'}`, media?.['schema'] ?? {})
  return validate(JSON.parse(text)) ? null : `does not conform: ${ajv.errorsText(validate.errors).slice(0, 300)}`
}

const statuses = new Map<number, number>()
let slowest = 0
afterAll(() => {
  const sum = [...statuses.values()].reduce((all, one) => all + one, 0)
  if (process.env['FUZZ_REQUESTS'] !== undefined) {
    const line = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
    process.stdout.write(
      `${sum} requests over ${operations.length} operations, slowest ${slowest} ms; ${line.join(', ')}\n`,
    )
  }
})

describe('Every operation of the contract', () => {
  const each = Math.max(2, Math.ceil(TOTAL / operations.length))

  it.each(operations.map((one) => [String(one.operation['operationId']), one] as const))(
    '%s takes anything without a fault of ours',
    async (_id, one) => {
      const requests = fuzzed(one, document, known, callers.length)
      await fc.assert(
        fc.asyncProperty(requests, async ({ url, headers, body, caller }) => {
          const client = callers[caller] ?? world.anonymous
          const began = Date.now()
          // The limits are of another test: here they would hide what is behind them.
          if (Math.random() < 0.05) await world.asOwner('delete from rate_limit')
          const request = client[one.method as 'get'](url)
            .set(headers)
            .timeout(PATIENCE_MS)
            .ok(() => true)
          const answer = await (body === undefined
            ? request
            : request.set('content-type', 'application/json').send(body))
          slowest = Math.max(slowest, Date.now() - began)
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          const text = typeof answer.text === 'string' ? answer.text : ''
          const fault = faultOf(one, answer.status, String(answer.headers['content-type']), text)
          expect(fault === null ? null : `${one.method} ${url} ${body ?? ''} ${fault}`).toBeNull()
        }),
        { numRuns: each, seed: SEED, endOnFailure: true },
      )
    },
    600_000,
  )
})
