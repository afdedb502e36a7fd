import { describe, expect, it } from '@jest/globals'
import { isBic, isIban, maskIban, normaliseIban } from './iban.ts'

describe('an IBAN', () => {
  it.each([
    'FR1420041010050500013M02606',
    'FR7630006000011234567890189',
    'FR7699999000010000000000115',
    'DE89370400440532013000',
    'BE68539007547034',
    'GB29NWBK60161331926819',
  ])('%s is one', (iban) => {
    expect(isIban(iban)).toBe(true)
  })

  it.each([
    ['a wrong check digit', 'FR7630006000011234567890188'],
    ['a wrong RIB key with right check digits', 'FR4930006000011234567890190'],
    ['one sign too few', 'FR763000600001123456789018'],
    ['the length of another country', 'DE8937040044053201300'],
    ['two digits turned', 'FR7630006000011234567809189'],
    ['letters for check digits', 'FRAA30006000011234567890189'],
    ['nothing', ''],
  ])('%s is none', (_what, iban) => {
    expect(isIban(iban)).toBe(false)
  })

  it('is read as people type it, and shown without its middle', () => {
    const iban = normaliseIban(' fr76 9999 9000 0100 0000 0000 115 ')
    expect(isIban(iban)).toBe(true)
    expect(maskIban(iban)).toBe('FR76 •••• 0115')
  })

  it('goes with a BIC of eight or eleven signs', () => {
    expect(['BNPAFRPP', 'BNPAFRPPXXX', 'BNPAFRPPXX', 'bnpafrpp'].map(isBic)).toEqual([true, true, false, false])
  })
})
