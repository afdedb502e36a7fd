/** A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
const harmless = (cell: string): string =>
  /^[=+\-@\t\r]/.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell

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
