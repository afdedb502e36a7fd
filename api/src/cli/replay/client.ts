import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './contract.ts'

/** A client generated from `openapi.json`, as any third party would have one. */
export type Api = Client<paths>
export type Schemas = components['schemas']

/** Something that a reader of the terminal can act on; shown without a stack. */
export class ReplayError extends Error {}

/** A bearer token needs no `x-csrf-token`: no browser sends it by itself. */
export const connect = (url: string, token?: string): Api =>
  createClient<paths>({
    baseUrl: url,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  })

type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response }

/** The body of an answer that went well; else an error that says what was refused, in the API’s words. */
export async function done<T>(what: string, answer: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await answer.catch((fault: unknown) => {
    throw new ReplayError(`${what}: no answer (${reasonOf(fault)})`)
  })
  if (response.ok && data !== undefined && data !== null) return data
  const problem = (error ?? {}) as Partial<Schemas['Problem']>
  const faults = (problem.errors ?? []).map(({ pointer, message }) => `\n  ${pointer}: ${message}`).join('')
  throw new ReplayError(`${what}: ${response.status} ${problem.code ?? ''} ${problem.detail ?? ''}${faults}`)
}

/** Why no answer came, e.g. `ECONNREFUSED`. */
export function reasonOf(fault: unknown): string {
  const { cause } = fault as { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? String(fault)
}

/** The header that names the version which was read. */
export const version = (version: number) => ({ header: { 'if-match': `"${version}"` } })
