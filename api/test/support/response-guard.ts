import { isDeepStrictEqual } from 'node:util'
import serializers from '@fastify/fast-json-stringify-compiler'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

type Json = Record<string, unknown>

const isObject = (node: unknown): node is Json => typeof node === 'object' && node !== null && !Array.isArray(node)

/** The serializer drops what an object schema does not name, so here an unnamed property is a fault. */
function tighten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tighten)
  if (!isObject(node)) return node
  const copy: Json = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, tighten(value)]))
  const isOpen = 'additionalProperties' in copy || 'patternProperties' in copy
  return copy['type'] === 'object' && isObject(copy['properties']) && !isOpen
    ? { ...copy, additionalProperties: false }
    : copy
}

/**
 * Checks everything that leaves against the contract: a wrong type, an unknown or a missing property, or a value that
 * the serializer would convert. A fault turns the answer into a 500 and is listed. To be called before `ready()`.
 */
export function guardResponses(app: FastifyInstance): { readonly faults: readonly string[] } {
  const faults: string[] = []
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }))
  const compile = serializers.SerializerSelector()()

  const fault = (message: string): Error => {
    faults.push(message)
    return new Error(`Response guard: ${message}`)
  }

  app.setSerializerCompiler(({ schema, method, url, httpStatus }) => {
    const serialize = compile({ schema, method, url, httpStatus: httpStatus ?? '' })
    const validate = ajv.compile(tighten(schema) as Json)
    return (payload: unknown) => {
      const meant: unknown = JSON.parse(JSON.stringify(payload ?? null))
      const where = `${method} ${url} ${httpStatus ?? ''}`
      if (!validate(meant)) throw fault(`${where}: ${ajv.errorsText(validate.errors, { dataVar: 'answer' })}`)
      const text = serialize(payload)
      if (!isDeepStrictEqual(JSON.parse(text), meant)) throw fault(`${where}: the serializer changed the answer`)
      return text
    }
  })
  return { faults }
}
