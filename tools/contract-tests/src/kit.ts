import assert from 'node:assert/strict'
import { ApiProblem } from '@progress-ess/client'
import {
  type Assignment,
  createReferral,
  getReferral,
  type NewAssignmentEvent,
  type NewReferral,
  recordAssignmentEvent,
  type Referral,
} from '@progress-ess/shared/referrals'
import { nowOf, type World } from './world.ts'

/** A referral that lacks nothing; `marker` tells the canned partners what to do. */
export async function newReferral(
  world: World,
  { marker = '[silent]', to = [world.cma], covers = to, ...change }: Given = {},
): Promise<NewReferral> {
  return {
    party: {
      kind: 'holder',
      firstName: 'Essai',
      lastName: `Contrat ${world.run}`,
      email: `${world.run}@example.test`,
      phone: '01 00 00 00 00',
      communeCode: null,
      organisationName: null,
      identifier: null,
    },
    project: { title: `${marker} ${world.run}`, summary: null, stage: 'preparing' },
    subject: 'creation',
    activity: 'unknown',
    recipients: to.map((partnerId) => ({ partnerId })),
    basis: 'consent',
    consent: {
      purposes: ['referral'],
      recipientIds: [...covers],
      dataCategories: ['identity', 'contact', 'project'],
      textSha256: 'c'.repeat(64),
      channel: 'form',
      collectedBy: 'Contract tests',
      collectedAt: (await nowOf(world)).toISOString(),
    },
    ...change,
  }
}

type Given = Partial<Omit<NewReferral, 'recipients'>> & {
  readonly marker?: string
  readonly to?: readonly string[]
  readonly covers?: readonly string[]
}

export async function send(world: World, given: Given = {}): Promise<Referral> {
  const { data } = await world.client.call(createReferral, { body: await newReferral(world, given) })
  world.referralIds.add(data.referralId)
  return data
}

export const read = async ({ client }: World, referralId: string): Promise<Referral> =>
  (await client.call(getReferral, { params: { referralId } })).data

export const record = async ({ client }: World, assignmentId: string, body: NewAssignmentEvent): Promise<Assignment> =>
  (await client.call(recordAssignmentEvent, { params: { assignmentId }, body })).data

/** The assignment of a referral that has one. */
export function only({ assignments }: Pick<Referral, 'assignments'>): Assignment {
  const [first] = assignments
  assert.ok(first !== undefined, 'the referral has no assignment')
  return first
}

/** The problem that a call ends with; fails when it succeeds, or breaks otherwise. */
export async function problemOf(call: Promise<unknown>): Promise<ApiProblem> {
  const ended: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  assert.ok(ended !== null, 'it was not refused')
  if (!(ended instanceof ApiProblem)) throw new Error('It ended with something else than a refusal', { cause: ended })
  return ended
}

export async function refuses(call: Promise<unknown>, status: number, code: string): Promise<ApiProblem> {
  const problem = await problemOf(call)
  assert.deepEqual([problem.status, problem.code], [status, code])
  return problem
}

/** Waits until what is read is as it should be; fails with what it was instead. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  isFine: (value: T) => boolean,
  ms = 30_000,
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = await look()
    if (isFine(value)) return value
    if (Date.now() > end) assert.fail(`${what}, after ${ms / 1000} s: ${JSON.stringify(value).slice(0, 500)}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** A request that no typed client would send. */
export function raw(world: World, path: string, init: RequestInit = {}): Promise<Response> {
  const { url, key } = world.options
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string> | undefined) }
  return fetch(`${url.replace(/\/+$/, '')}/api/v1${path}`, { ...init, headers, redirect: 'manual' })
}
