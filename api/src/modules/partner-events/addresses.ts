import { lookup as lookupName } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type Address = { readonly address: string; readonly family: number }

/** Every address of a name, as the system resolves it. Throws as `dns.lookup`. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>

export const systemResolve: Resolve = (hostname) => lookupName(hostname, { all: true, verbatim: true })

/** The only IPv6 space that is routed on the Internet. */
const GLOBAL_V6 = ipaddr.IPv6.parse('2000::')
/** Public by its number, but answered inside a cloud: the host service of Azure. */
const METADATA = new Set(['168.63.129.16'])

/**
 * Whether an address is one of the public Internet: neither loopback, private, link-local, shared, multicast, reserved nor
 * unspecified, nor an IPv6 form that leads to an IPv4 address on the way (mapped, translated, 6to4, Teredo). `allowsLoopback` is for the
 * demonstration.
 */
export function isReachable(address: string, allowsLoopback: boolean): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range === 'loopback') return allowsLoopback
  if (range !== 'unicast' || METADATA.has(parsed.toString())) return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6, 3)
}

/** The address is not one to send to. */
export class AddressRefused extends Error {
  readonly code = 'address-refused'
}

/** The addresses of a host, which may be written as a number; refuses the host when one of them is not reachable. */
export async function resolveHost(
  hostname: string,
  { allowsLoopback, resolve = systemResolve }: { readonly allowsLoopback: boolean; readonly resolve?: Resolve },
): Promise<readonly Address[]> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  const addresses = family === 0 ? await resolve(bare) : [{ address: bare, family }]
  if (addresses.length === 0) throw new AddressRefused('The name has no address')
  if (!addresses.every(({ address }) => isReachable(address, allowsLoopback))) {
    throw new AddressRefused('The address is not a public one')
  }
  return addresses
}

/** What is wrong with an address to send to, before anything is resolved; null: nothing. */
export function faultOfUrl(text: string, allowsLoopback: boolean): string | null {
  if (!URL.canParse(text)) return 'is no address'
  const { protocol, username, password, hostname } = new URL(text)
  if (username !== '' || password !== '') return 'holds credentials'
  if (protocol !== 'https:' && !(allowsLoopback && protocol === 'http:')) return 'is not https'
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0 && !isReachable(bare, allowsLoopback)) return 'is not a public address'
  return null
}
