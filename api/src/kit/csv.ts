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
