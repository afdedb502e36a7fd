/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front: one that begins with a sign of formulas, as wide
 * letters too (＝), behind whatever a spreadsheet drops (spaces, tabs, line ends, signs that nobody sees), and one that begins with
 * a tab or a line end, which it may take for the next cell.
 */
const harmless = (cell: string): string => (RUNS.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell)

const RUNS = /^(?:[\t\r\n]|[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u

/** One line of CSV (RFC 4180): quoted where needed, formulas disarmed. */
export function csvLine(cells: readonly string[], separator: ',' | ';'): string {
  const quoted = cells.map(harmless).map((cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${quoted.join(separator)}\r\n`
}

/** A whole CSV document with its header. */
export const toCsv = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { separator }: { separator: ',' | ';' },
): string => [header, ...rows].map((cells) => csvLine(cells, separator)).join('')

/** What separates the cells of a file that people send: the sign that its first line has most of. */
export function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const count = (sign: string): number => first.split(sign).length
  return [';', ',', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** The rows of a CSV document (RFC 4180), without a byte-order mark; null when a quotation mark is never closed. */
export function parseCsv(text: string, separator: string): string[][] | null {
  const rows: string[][] = []
  let [row, cell, isQuoted]: [string[], string, boolean] = [[], '', false]
  const source = text.replace(/^\uFEFF/, '')
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at] ?? ''
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (source[at + 1] === '"') {
        cell += sign
        at += 1
      } else isQuoted = false
    } else if (sign === '"' && cell === '') isQuoted = true
    else if (sign === separator) {
      row.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && source[at + 1] === '\n') at += 1
      rows.push([...row, cell])
      ;[row, cell] = [[], '']
    } else cell += sign
  }
  if (isQuoted) return null
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
