import fastJson from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { onceEach } from './once-each.ts'

const writerOf = onceEach((schema: TSchema): ((value: unknown) => string) => fastJson(schema))

/** Writes an answer by its schema, which is compiled by the first answer, as those of requests are by the first request. */
export const compileSerializer: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  let write: ReturnType<typeof writerOf> | undefined
  return (value) => {
    write ??= writerOf(schema)
    return write(value)
  }
}
