const EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', minimumFractionDigits: 2 })
const DAY = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
const SMALL = 'zéro un deux trois quatre cinq six sept huit neuf dix onze douze'.split(' ')

/** French as documents have it: `12 500,00 €`, `1er janvier 2027`, `six`. */
export const inWords = {
  euros: (cents: number): string => EUROS.format(cents / 100),
  /** A calendar day, `YYYY-MM-DD`; what is none stays as it is. */
  day: (day: string): string => {
    const at = new Date(`${day}T00:00:00Z`)
    return Number.isNaN(at.getTime()) ? day : DAY.format(at).replace(/^1 /, '1er ')
  },
  count: (count: number): string => SMALL[count] ?? String(count),
} as const
