import { describe, expect, it } from '@jest/globals'
import { isNetwork, isWithin } from './networks.ts'

describe('The networks of a key', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.0/24'], true],
    ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.3.7', ['192.0.2.0/24'], false],
    ['2001:db8::1', ['192.0.2.0/24', '2001:db8::/32'], true],
    ['192.0.2.7', ['::/0'], false],
    ['192.0.2.7', [], true],
    ['nonsense', ['0.0.0.0/0'], false],
  ])('%s in %j: %s', (address, networks, isIn) => {
    expect(isWithin(address, networks)).toBe(isIn)
  })

  it('are written as CIDR', () => {
    expect(isNetwork('192.0.2.0/24')).toBe(true)
    expect(isNetwork('192.0.2.0/40')).toBe(false)
    expect(isNetwork('300.0.2.0/24')).toBe(false)
  })
})
