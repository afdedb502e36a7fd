import type { Ledger } from './awards.ts'

const euros = (cents: number): string =>
  `${(cents / 100).toLocaleString('fr-FR', { minimumFractionDigits: 2 }).replaceAll(/[\u202f\u00a0]/g, ' ')} EUR`

/** The ledger as a table: every award, what was committed and what is left. */
export function ledgerText({ envelope, awards, results }: Ledger): string {
  const lines = awards.map(
    ({ number, organisationName, amountCents, status }) =>
      `  ${number.padEnd(14)}${organisationName.padEnd(36)}${euros(amountCents).padStart(16)}  ${status}`,
  )
  const total = (label: string, cents: number): string => `  ${label.padEnd(50)}${euros(cents).padStart(16)}`
  return [
    '',
    'Ledger',
    ...lines,
    '',
    total('Envelope', envelope.allocatedCents),
    total(`Committed by ${awards.length} awards`, envelope.committedCents),
    total('Left', envelope.leftCents),
    '',
    `Ledger, awards, results and CSV agree. ${results.submittedCount} applications, ${results.laureates.length} awards.`,
    '',
  ].join('\n')
}
