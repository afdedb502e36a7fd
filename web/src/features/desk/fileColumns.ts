import type { ApplicationSummary } from '@progress-ess/shared/applications'

/** The columns that an agent may show or hide; the project always stands. */
export const CHOSEN_COLUMNS = [
  'number',
  'organisation',
  'commune',
  'call',
  'requestedCents',
  'submittedAt',
  'clock',
  'status',
] as const
export type ChosenColumn = (typeof CHOSEN_COLUMNS)[number]

const KEY = 'progress-ess.desk.columns'
const DEFAULT: readonly ChosenColumn[] = ['number', 'commune', 'requestedCents', 'submittedAt', 'clock', 'status']

/** The columns that were last chosen on this machine. */
export function readColumns(): readonly ChosenColumn[] {
  const kept = localStorage.getItem(KEY)
  if (kept === null) return DEFAULT
  const names = kept.split(' ')
  return CHOSEN_COLUMNS.filter((one) => names.includes(one))
}

export function keepColumns(columns: readonly ChosenColumn[]): void {
  localStorage.setItem(KEY, columns.join(' '))
}

const DAY_MS = 24 * 3_600_000

/** Days before an instant, rounded down: 0 on the last day, negative once it has passed. */
export const daysUntil = (instant: string, now: Date): number =>
  Math.floor((Date.parse(instant) - now.getTime()) / DAY_MS)

/** From how many days before its term the silence of the service needs somebody’s attention. */
export const NEAR_DAYS = 21

/** States where silence still runs: nobody has decided, and the applicant has not left. */
const RUNNING = new Set<ApplicationSummary['status']>(['submitted', 'in_review', 'correction_requested', 'admissible'])

/** When silence means rejection of this file; null once a decision is published, or where no silence runs. */
export const runningTerm = ({ status, decision, implicitRejectionAt }: ApplicationSummary): string | null =>
  RUNNING.has(status) && decision === null ? implicitRejectionAt : null
