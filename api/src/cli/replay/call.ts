import { FIRST_EDITION } from '../demo/content.ts'
import { done, type Schemas, version } from './client.ts'
import type { Person } from './people.ts'

type Call = Schemas['Call']

const SECOND = 1_000
/** How long the call is open at first, and how much longer it opens when the deposits need it. */
const WINDOW_MS = 20 * SECOND
const NARROW_MS = 10 * SECOND

export const nowOf = ({ serverNow }: { serverNow: string }): number => new Date(serverNow).getTime()
const instant = (ms: number): string => new Date(ms).toISOString()

/** The server’s clock is the one that counts. */
export const serverNow = async ({ api }: Person): Promise<number> =>
  nowOf(await done('Clock', api.GET('/api/v1/session')))

/** Creates the call with the texts of edition 1 and publishes it: it is open from now on, for some seconds. */
export async function openCall(manager: Person): Promise<Call> {
  const { api } = manager
  const { title, theme, ...texts } = FIRST_EDITION
  const now = await serverNow(manager)
  // The seconds of the epoch in base 36: a code of its own for each replay.
  const code = `R${Math.floor(now / SECOND)
    .toString(36)
    .toUpperCase()}`
  const body = { code, edition: 1, title, theme }
  const { callId, version: read } = await done('Create the call', api.POST('/api/v1/calls', { body }))
  const path = { callId }
  const change = { ...texts, opensAt: instant(now), closesAt: instant(now + WINDOW_MS), graceMinutes: 0 }
  await done(
    'Complete the call',
    api.PATCH('/api/v1/calls/{callId}', { params: { path, ...version(read) }, body: change }),
  )
  return done('Publish the call', api.POST('/api/v1/calls/{callId}/publication', { params: { path } }))
}

/** On a slow machine the call closes later, while it can: a closing only ever moves that way. */
export async function keepOpen({ api }: Person, callId: string): Promise<boolean> {
  const params = { path: { callId } }
  const call = await done('Read the call', api.GET('/api/v1/calls/{callId}', { params }))
  const now = nowOf(call)
  if (closingOf(call) - now > NARROW_MS) return false
  const body = { closesAt: instant(now + WINDOW_MS), reason: 'Des dépôts sont encore en cours.' }
  await done('Close the call later', api.PUT('/api/v1/calls/{callId}/closing', { params, body }))
  return true
}

const closingOf = ({ closesAt }: Pick<Call, 'closesAt'>): number => new Date(closesAt ?? 0).getTime()

/** Waits by the server’s clock: exactly at the closing is late. */
export async function waitForClosing(person: Person, callId: string): Promise<void> {
  for (;;) {
    const params = { path: { callId } }
    const call = await done('Read the call', person.api.GET('/api/v1/calls/{callId}', { params }))
    const left = closingOf(call) - nowOf(call)
    if (left < 0) return
    await new Promise((resolve) => setTimeout(resolve, Math.min(left + 1, SECOND)))
  }
}
