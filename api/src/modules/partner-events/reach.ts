import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../kit/refusal.ts'
import { AddressRefused, faultOfUrl, resolveHost } from './addresses.ts'

const PATIENCE_MS = 2_000

/**
 * The address of a webhook as it is kept. Refuses (`url-refused`) what is not https, holds credentials, or leads into a
 * private network. A name that cannot be resolved now may be one that is about to exist: it is judged at each call.
 */
export async function demandReachable(url: string, allowsLoopback: boolean): Promise<string> {
  const fault = faultOfUrl(url, allowsLoopback)
  if (fault !== null) throw refused(fault)
  const { hostname, href } = new URL(url)
  const resolved = resolveHost(hostname, { allowsLoopback }).then(
    () => null,
    (error: unknown) => (error instanceof AddressRefused ? error : null),
  )
  const found = await Promise.race([resolved, sleep(PATIENCE_MS, null, { ref: false })])
  if (found !== null) throw refused('is not a public address')
  return href
}

const refused = (message: string): Refusal =>
  new Refusal('unprocessable', 'url-refused', `The address ${message}`, {
    errors: [{ pointer: '/body/url', keyword: 'url-refused', message }],
  })
