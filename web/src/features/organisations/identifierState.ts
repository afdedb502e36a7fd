import { isSiren, normaliseIdentifier, parseIdentifier } from '@progress-ess/shared/organisations'

/** What a number says while it is typed. A SIRET begins with a SIREN: between 9 and 14 digits it is not finished, not wrong. */
export function identifierState(text: string): 'right' | 'wrong' | 'unfinished' {
  if (parseIdentifier(text) !== null) return 'right'
  const value = normaliseIdentifier(text)
  if (value.startsWith('W')) return value.length < 10 ? 'unfinished' : 'wrong'
  if (!/^\d*$/.test(value)) return 'wrong'
  if (value.length < 9) return 'unfinished'
  return isSiren(value.slice(0, 9)) && value.length < 14 ? 'unfinished' : 'wrong'
}
