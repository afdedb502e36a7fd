/** One line of a list as it is known, before the file is read. */
export type KnownLine = {
  readonly place: number
  readonly amountCents: number
  readonly mandateNumber: string | null
  readonly mandatedOn: string | null
  readonly paidOn: string | null
  readonly rejectedReason: string | null
}

export type MandateFault = { readonly pointer: string; readonly code: string; readonly detail: string }

/** What a line of the file changes. */
export type MandateChange = {
  readonly place: number
  readonly mandateNumber: string | null
  readonly mandatedOn: string | null
  /** Paid or rejected by this file; null when it says nothing new of that. */
  readonly outcome: { readonly paidOn: string } | { readonly reason: string } | null
}

export type MandateFile =
  | { readonly ok: true; readonly changes: readonly MandateChange[]; readonly unchangedCount: number }
  | { readonly ok: false; readonly faults: readonly MandateFault[] }

const NEEDED = ['liste', 'ligne', 'montant', 'mandat', 'dateMandat', 'datePaiement', 'rejet'] as const
type Name = (typeof NEEDED)[number]
type Cells = Readonly<Record<Name, string>>

/** `2026-11-27` or `27/11/2026`, a day that exists; null otherwise. */
export function dayOf(text: string): string | null {
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text)
  const iso = french === null ? text : `${french[3] ?? ''}-${french[2] ?? ''}-${french[1] ?? ''}`
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso)
  if (match === null) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return length !== undefined && day >= 1 && day <= length && year > 1999 ? iso : null
}

/** `15000.00`, `15 000,00` or `15000` in cents; null when it is no amount. */
export function centsOf(text: string): number | null {
  const match = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, '').replace(/€$/, ''))
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/**
 * Reads the file of one list that came back from the accountant. Every line is judged before anything is written; what was
 * said before and is said again changes nothing. `today`: nothing is paid tomorrow.
 */
export function readMandates(
  rows: readonly (readonly string[])[],
  { number, lines, today }: { number: string; lines: readonly KnownLine[]; today: string },
): MandateFile {
  const [header = [], ...body] = rows
  const places = new Map(header.map((name, index) => [name.trim(), index]))
  const missing = NEEDED.filter((name) => !places.has(name))
  if (missing.length > 0) {
    return { ok: false, faults: missing.map((name) => fault(0, 'column-missing', `The column ${name} is missing`)) }
  }
  const faults: MandateFault[] = []
  const changes: MandateChange[] = []
  const seen = new Set<number>()
  let unchangedCount = 0
  body.forEach((row, index) => {
    if (row.every((cell) => cell.trim() === '')) return
    if (row.length < header.length) {
      faults.push(fault(index + 1, 'line-short', 'This line has fewer cells than the header: the file was cut'))
      return
    }
    const cells = Object.fromEntries(NEEDED.map((name) => [name, (row[places.get(name) ?? -1] ?? '').trim()])) as Cells
    const judged = judgeLine(cells, { number, lines, today, seen })
    if ('code' in judged) faults.push(fault(index + 1, judged.code, judged.detail))
    else if (judged.change === null) unchangedCount += 1
    else changes.push(judged.change)
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, changes, unchangedCount }
}

const fault = (line: number, code: string, detail: string): MandateFault => ({
  pointer: `/lines/${line}`,
  code,
  detail,
})

type Judged = { readonly code: string; readonly detail: string } | { readonly change: MandateChange | null }

function judgeLine(
  cells: Cells,
  { number, lines, today, seen }: { number: string; lines: readonly KnownLine[]; today: string; seen: Set<number> },
): Judged {
  if (cells.liste !== number) return { code: 'list-differs', detail: 'This line belongs to another list' }
  const line = lines.find(({ place }) => String(place) === cells.ligne)
  if (line === undefined) return { code: 'line-unknown', detail: 'The list has no such line' }
  if (seen.has(line.place)) return { code: 'line-twice', detail: `Line ${line.place} stands in the file twice` }
  seen.add(line.place)
  if (centsOf(cells.montant) !== line.amountCents) {
    return { code: 'amount-differs', detail: `The list has ${line.amountCents} cents there` }
  }
  const mandatedOn = cells.dateMandat === '' ? null : dayOf(cells.dateMandat)
  const paidOn = cells.datePaiement === '' ? null : dayOf(cells.datePaiement)
  if ((cells.dateMandat !== '' && mandatedOn === null) || (cells.datePaiement !== '' && paidOn === null)) {
    return { code: 'date-invalid', detail: 'A day is written 2026-11-27 or 27/11/2026' }
  }
  if ([mandatedOn, paidOn].some((day) => day !== null && day > today)) {
    return { code: 'date-in-future', detail: 'This day has not come yet' }
  }
  if (cells.mandat.length > 40 || cells.rejet.length > 2_000) return { code: 'too-long', detail: 'This is too long' }
  return compare(line, { mandate: cells.mandat, mandatedOn, paidOn, rejection: cells.rejet })
}

type Said = { mandate: string; mandatedOn: string | null; paidOn: string | null; rejection: string }

/** What is known stays: a line that says otherwise is refused, one that says nothing of it leaves it as it is. */
function compare(line: KnownLine, { mandate, mandatedOn, paidOn, rejection }: Said): Judged {
  if (paidOn !== null && rejection !== '') return { code: 'paid-and-rejected', detail: 'Paid and rejected at once' }
  const differs = (known: string | null, said: string | null) => known !== null && said !== null && known !== said
  if (differs(line.mandateNumber, mandate === '' ? null : mandate) || differs(line.mandatedOn, mandatedOn)) {
    return { code: 'mandate-differs', detail: `The mandate is known as ${line.mandateNumber ?? '-'}` }
  }
  if ((line.paidOn !== null && rejection !== '') || differs(line.paidOn, paidOn)) {
    return { code: 'already-paid', detail: `Paid on ${line.paidOn ?? '-'} already` }
  }
  if (line.rejectedReason !== null && paidOn !== null) {
    return { code: 'already-rejected', detail: 'Rejected already: it is ordered again on another list' }
  }
  const outcome =
    paidOn !== null && line.paidOn === null
      ? { paidOn }
      : rejection !== '' && line.rejectedReason === null
        ? { reason: rejection }
        : null
  const merged = {
    mandateNumber: line.mandateNumber ?? (mandate === '' ? null : mandate),
    mandatedOn: line.mandatedOn ?? mandatedOn,
  }
  const isNew = merged.mandateNumber !== line.mandateNumber || merged.mandatedOn !== line.mandatedOn
  return { change: outcome === null && !isNew ? null : { place: line.place, ...merged, outcome } }
}
