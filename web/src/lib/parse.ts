/** What people type, read leniently: spaces of any kind, comma or point, sign of the unit. */
const SPACES = /[\s\u00a0\u202f\u2009’']/g

/**
 * A typed decimal as an integer of `10^-scale`: `parseScaled('12 500,5', 2)` is 1250050.
 * Null when it is no number, or has more decimals than `scale` (so `12.500` is never taken for twelve and a half euros).
 */
export function parseScaled(typed: string, scale: number): number | null {
  const bare = typed.replace(SPACES, '').replace('−', '-')
  const match = /^(-?)(\d{1,12})(?:[.,](\d*))?$/.exec(bare)
  if (match === null) return null
  const [, sign = '', whole = '', decimals = ''] = match
  if (decimals.length > scale) return null
  return Number(`${sign}${whole}${decimals.padEnd(scale, '0')}`)
}

/** Euros as typed (`12 500`, `12500,50`, `12 500 €`) to integer cents; null when it is no amount. */
export function parseEuros(typed: string): number | null {
  return parseScaled(typed.replace(/€|eur(os?)?/gi, ''), 2)
}

/** A percentage as typed (`80`, `12,5 %`) to ten-thousandths; null when it is none. */
export function parsePercent(typed: string): number | null {
  return parseScaled(typed.replace('%', ''), 2)
}
