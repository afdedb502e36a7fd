import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenApi } from '../../api/src/docs/openapi-document.ts'

/** The committed contract. */
export const readContract = async (): Promise<OpenApi> =>
  JSON.parse(await readFile(join(import.meta.dirname, '../../openapi.json'), 'utf8')) as OpenApi
