const NARROW = '\u202f'
const NO_BREAK = '\u00a0'

/** Puts the no-break spaces of French typography where a sentence was written with ordinary ones. */
export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;?!])/g, `${NARROW}$1`)
    .replace(/ ([:»€%])/g, `${NO_BREAK}$1`)
    .replace(/« /g, `«${NO_BREAK}`)
    .replace(/(\d) (?=\d{3}(?!\d))/g, `$1${NARROW}`)
    .replace(/(\d|\}) (h|min|s)(?![\p{L}])/gu, `$1${NO_BREAK}$2`)
    .replace(/(\d\u00a0h) (?=\d)/g, `$1${NO_BREAK}`)
    .replace(/\bn° /g, `n°${NO_BREAK}`)
}

/** Applies `change` to every sentence of a tree of messages. */
export function mapTexts<T>(tree: T, change: (text: string) => string): T {
  if (typeof tree === 'string') return change(tree) as T
  if (typeof tree !== 'object' || tree === null) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapTexts(value as unknown, change)])) as T
}
