/** Above this sum in a year to one beneficiary, publication is compulsory (loi 2000-321 art. 10, décret 2017-779), in cents. */
export const THRESHOLD_CENTS = 2_300_000
const MONTHS = 3

/**
 * The day by which a grant must be published: three months after the decision, the last of the month when it has no such
 * day. Null under the threshold. `decidedOn` and the answer are calendar days, `YYYY-MM-DD`.
 */
export function publishBy(decidedOn: string, yearTotalCents: number): string | null {
  if (yearTotalCents <= THRESHOLD_CENTS) return null
  const [year = 0, month = 0, day = 0] = decidedOn.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month + MONTHS, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + MONTHS, Math.min(day, lastDay))).toISOString().slice(0, 10)
}
