import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createVault, readVaultKeys } from './vault.ts'

const [old, young] = [randomBytes(32), randomBytes(32)]
const IBAN = 'FR7699999000010000000000115'

describe('the vault', () => {
  it('opens what it sealed, and shows nothing of it before', () => {
    const vault = createVault([{ keyId: 'k1', key: old }])
    const [first, second] = [vault.seal(IBAN, 'row'), vault.seal(IBAN, 'row')]
    expect(vault.open(first, 'row')).toBe(IBAN)
    expect(first.sealed).not.toBe(second.sealed)
    expect(Buffer.from(first.sealed, 'base64url').toString('latin1')).not.toContain('99999')
  })

  it('opens nothing that was changed, or moved to another row', () => {
    const vault = createVault([{ keyId: 'k1', key: old }])
    const { keyId, sealed } = vault.seal(IBAN, 'row')
    const bytes = Buffer.from(sealed, 'base64url')
    bytes[20] = (bytes[20] ?? 0) ^ 1
    expect(() => vault.open({ keyId, sealed: bytes.toString('base64url') }, 'row')).toThrow()
    expect(() => vault.open({ keyId, sealed }, 'another row')).toThrow()
  })

  it('seals with the first key, and still opens what an older one sealed', () => {
    const before = createVault([{ keyId: 'k1', key: old }]).seal(IBAN, 'row')
    const text = `k2:${young.toString('base64')},k1:${old.toString('base64')}`
    const vault = createVault(readVaultKeys(text))
    expect(vault.open(before, 'row')).toBe(IBAN)
    expect(vault.seal(IBAN, 'row').keyId).toBe('k2')
    expect(() => createVault([{ keyId: 'k2', key: young }]).open(before, 'row')).toThrow('not configured')
  })

  it('marks texts so that equal ones are told, and nobody without the key can try', () => {
    const [one, other] = [
      createVault([{ keyId: 'k1', key: old }]),
      createVault([{ keyId: 'k1', key: Buffer.alloc(32, 9) }]),
    ]
    expect(one.mark(IBAN)).toBe(one.mark(IBAN))
    expect(one.mark(IBAN)).not.toBe(one.mark(`${IBAN} `))
    expect(one.mark(IBAN)).not.toBe(other.mark(IBAN))
  })
})
