/** Cents as euros with a point and two decimals, for files that programs read: `15000.00`. */
export const eurosOf = (cents: number): string => (cents / 100).toFixed(2)
