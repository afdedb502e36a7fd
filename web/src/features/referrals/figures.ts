import type { Subject } from '@progress-ess/shared/partners'

/** What figures are narrowed down to; null: everything. */
export type StatisticsFilter = {
  side: 'source' | 'recipient' | null
  partnerId: string | null
  subject: Subject | null
  communeCode: string | null
}
