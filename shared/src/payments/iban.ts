/** International bank account numbers (ISO 13616). Pure, shared with the pages. */

/** Lengths of the countries that we pay to without asking (SEPA); another country is taken with any length from 15 to 34. */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  IE: 22,
  IT: 27,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
}

/** What a person typed, without spaces and dots, in capitals. */
export const normaliseIban = (text: string): string => text.replace(/[\s.\u00a0\u202f-]/g, '').toUpperCase()

/** A letter counts as its place from 10 on; the four first signs go to the end; what is left on 97 must be 1 (mod 97-10). */
function passesMod97(iban: string): boolean {
  const turned = iban.slice(4) + iban.slice(0, 4)
  const digits = Array.from(turned, (sign) => parseInt(sign, 36).toString()).join('')
  return BigInt(digits) % 97n === 1n
}

/** Letters of French account numbers, as the RIB key counts them: A and J are 1, B, K and S 2, and so on. */
function ribDigit(letter: string): number {
  const place = letter.charCodeAt(0) - 65
  return place < 18 ? (place % 9) + 1 : place - 16
}

/** The key of a French RIB: 97 − ((89·bank + 15·branch + 3·account) mod 97). Monaco has the same. */
function passesRibKey(bban: string): boolean {
  const [bank, branch, account, key] = [bban.slice(0, 5), bban.slice(5, 10), bban.slice(10, 21), bban.slice(21)]
  if (!/^\d{5}$/.test(bank) || !/^\d{5}$/.test(branch) || !/^\d{2}$/.test(key)) return false
  const digits = account.replace(/[A-Z]/g, (letter) => String(ribDigit(letter)))
  const rest = (89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(digits)) % 97n
  return 97n - rest === BigInt(key)
}

/** Whether a normalised text is an IBAN: its shape, its length, its check digits, and in France the key of its RIB. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const country = iban.slice(0, 2)
  const length = LENGTHS[country]
  if (length !== undefined && iban.length !== length) return false
  if (!passesMod97(iban)) return false
  return country === 'FR' || country === 'MC' ? passesRibKey(iban.slice(4)) : true
}

/** A BIC (ISO 9362): bank, country, place, and a branch that may be left out. */
export const isBic = (text: string): boolean => /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)

/** What may be shown of an IBAN: its country, its check digits and its last four signs. */
export const maskIban = (iban: string): string => `${iban.slice(0, 4)} •••• ${iban.slice(-4)}`
