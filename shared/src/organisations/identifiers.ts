/** The official numbers of organisations (SIRENE, répertoire national des associations). Pure, shared with the pages. */

export type IdentifierKind = 'siren' | 'siret' | 'rna'
export type ParsedIdentifier = { readonly kind: IdentifierKind; readonly value: string; readonly siren: string | null }

const LA_POSTE = '356000000'

/** Luhn: from the right every second digit is doubled, less 9 above 9; the sum is a multiple of 10. */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const digitSum = (digits: string): number => Array.from(digits).reduce((sum, digit) => sum + Number(digit), 0)

export const isSiren = (text: string): boolean => /^\d{9}$/.test(text) && passesLuhn(text)

/** La Poste’s establishments may also have a sum of digits that is a multiple of 5. */
export const isSiret = (text: string): boolean =>
  /^\d{14}$/.test(text) &&
  isSiren(text.slice(0, 9)) &&
  (passesLuhn(text) || (text.startsWith(LA_POSTE) && digitSum(text) % 5 === 0))

/** `W`, a digit, a digit or a letter (2A, 2B), seven digits. */
export const isRna = (text: string): boolean => /^W\d[A-Z\d]\d{7}$/.test(text)

/** What a person typed, without its spaces and dots, in capitals. */
export const normaliseIdentifier = (text: string): string => text.replace(/[\s.]/g, '').toUpperCase()

/** Recognises a SIREN, SIRET or RNA number; null when it is none or its check fails. */
export function parseIdentifier(text: string): ParsedIdentifier | null {
  const value = normaliseIdentifier(text)
  if (isSiret(value)) return { kind: 'siret', value, siren: value.slice(0, 9) }
  if (isSiren(value)) return { kind: 'siren', value, siren: value }
  return isRna(value) ? { kind: 'rna', value, siren: null } : null
}

/** Completes eight (SIREN) or thirteen (SIRET) digits with their check digit: for demonstrations and tests. */
export function withCheckDigit(digits: string): string {
  for (let check = 0; check < 10; check += 1) {
    if (passesLuhn(`${digits}${check}`)) return `${digits}${check}`
  }
  return digits
}
