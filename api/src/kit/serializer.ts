import fastJson from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from 'typebox'

type Writer = (value: unknown) => string

/** By schema: those of the contract are constants, and applications that share a process share what was compiled. */
const writers = new WeakMap<TSchema, Writer>()

function writerOf(schema: TSchema): Writer {
  const known = writers.get(schema)
  if (known !== undefined) return known
  const made = fastJson(schema) as Writer
  writers.set(schema, made)
  return made
}

/** Writes an answer by its schema, which is compiled by the first answer, as those of requests are by the first request. */
export const compileSerializer: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  let write: Writer | undefined
  return (value) => {
    write ??= writerOf(schema)
    return write(value)
  }
}
