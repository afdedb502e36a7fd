import type { EventKind, PartnerEvent } from '@progress-ess/shared/partner-events'

type Row = {
  readonly outboxEventId: string
  readonly kind: string
  readonly subjectId: string
  readonly data: unknown
  readonly at: Date
}

/** The CloudEvents body of an event: what the feed lists, and what webhooks carry. */
export const toEvent = (row: Row, source: string): PartnerEvent => ({
  specversion: '1.0',
  id: row.outboxEventId,
  source,
  type: row.kind as EventKind,
  subject: row.subjectId,
  time: row.at.toISOString(),
  datacontenttype: 'application/json',
  data: row.data as PartnerEvent['data'],
})
