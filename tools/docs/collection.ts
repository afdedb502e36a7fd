import { callsOf, type Call, type Example, type OpenApi } from '../../api/src/docs/openapi-document.ts'
import { PARTNER_TAGS } from '../../api/src/docs/contents.ts'
import { readContract } from './contract.ts'
import type { Generated } from './write.ts'

type Json = Record<string, unknown>

const exampleOf = (examples: Readonly<Record<string, Example>> | undefined): unknown =>
  Object.values(examples ?? {})[0]?.value

const bodyOf = ({ requestBody }: Call): unknown => exampleOf(requestBody?.content['application/json']?.examples)

/** `{referralId}` → `{{referralId}}`: both programs fill variables. */
const withVariables = (path: string): string => path.replaceAll(/\{(\w+)\}/g, '{{$1}}')

const groupsOf = (document: OpenApi): { tag: string; words: string; calls: Call[] }[] => {
  const calls = callsOf(document)
  const tags = document.tags.toSorted((a, b) => rank(a.name) - rank(b.name))
  return tags
    .map(({ name, description }) => ({
      tag: name,
      words: description,
      calls: calls.filter((call) => call.tags[0] === name),
    }))
    .filter((group) => group.calls.length > 0)
}
const rank = (name: string): number => {
  const index = (PARTNER_TAGS as readonly string[]).indexOf(name)
  return index < 0 ? PARTNER_TAGS.length : index
}

const VARIABLES = {
  baseUrl: 'http://localhost:3000',
  key: '',
  referralId: '',
  assignmentId: '',
  partnerId: '',
  consentId: '',
}

const needsKey = ({ parameters = [] }: Call): boolean => parameters.some(({ name }) => name === 'idempotency-key')
const isVersioned = ({ parameters = [] }: Call): boolean => parameters.some(({ name }) => name === 'if-match')

/** Postman’s format 2.1. */
function postman(document: OpenApi): Json {
  const request = (call: Call): Json => {
    const body = bodyOf(call)
    const query = (call.parameters ?? []).filter((one) => one.in === 'query')
    const path = withVariables(call.path)
    const header = [
      ...(body === undefined ? [] : [{ key: 'content-type', value: 'application/json' }]),
      ...(needsKey(call) ? [{ key: 'idempotency-key', value: '{{$guid}}' }] : []),
      ...(isVersioned(call) ? [{ key: 'if-match', value: '{{etag}}' }] : []),
    ]
    return {
      name: call.operationId,
      request: {
        method: call.method,
        header,
        url: {
          raw: `{{baseUrl}}${path}`,
          host: ['{{baseUrl}}'],
          path: path.slice(1).split('/'),
          query: query.map(({ name, description = '' }) => ({ key: name, value: '', disabled: true, description })),
        },
        description: [call.summary, call.description].filter((part) => part !== undefined).join('\n\n'),
        ...(body === undefined
          ? {}
          : { body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } } }),
      },
      response: [],
    }
  }
  return {
    info: {
      name: document.info.title,
      description: 'Made of openapi.json. Set baseUrl and key.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{key}}', type: 'string' }] },
    variable: Object.entries(VARIABLES).map(([key, value]) => ({ key, value })),
    item: groupsOf(document).map(({ tag, words, calls }) => ({
      name: tag,
      description: words,
      item: calls.map(request),
    })),
  }
}

/** What Bruno imports and exports as one file (its folders of `.bru` files hold the same). */
function bruno(document: OpenApi): Json {
  const request = (call: Call, index: number): Json => {
    const body = bodyOf(call)
    const header = (name: string, value: string): Json => ({ name, value, enabled: true })
    return {
      type: 'http',
      name: call.operationId,
      seq: index + 1,
      request: {
        url: `{{baseUrl}}${withVariables(call.path)}`,
        method: call.method,
        headers: [
          ...(needsKey(call) ? [header('idempotency-key', '{{$guid}}')] : []),
          ...(isVersioned(call) ? [header('if-match', '{{etag}}')] : []),
        ],
        params: (call.parameters ?? [])
          .filter((one) => one.in === 'query')
          .map(({ name }) => ({ name, value: '', type: 'query', enabled: false })),
        body: body === undefined ? { mode: 'none' } : { mode: 'json', json: JSON.stringify(body, null, 2) },
        auth: { mode: 'inherit' },
        docs: [call.summary, call.description].filter((part) => part !== undefined).join('\n\n'),
      },
    }
  }
  const variables = Object.entries(VARIABLES).map(([name, value]) => ({
    name,
    value,
    enabled: true,
    secret: name === 'key',
    type: 'text',
  }))
  return {
    name: document.info.title,
    version: '1',
    root: { request: { auth: { mode: 'bearer', bearer: { token: '{{key}}' } } } },
    items: groupsOf(document).map(({ tag, calls }, index) => ({
      type: 'folder',
      name: tag,
      seq: index + 1,
      items: calls.map(request),
    })),
    environments: [{ name: 'Local', variables }],
  }
}

/** Collections for the two programs that integrators open first, from the contract with its recorded examples. */
export async function collectionFiles(): Promise<Generated[]> {
  const document = await readContract()
  return [
    { path: 'docs/collection/postman.json', text: JSON.stringify(postman(document), null, 2) },
    { path: 'docs/collection/bruno.json', text: JSON.stringify(bruno(document), null, 2) },
  ]
}
