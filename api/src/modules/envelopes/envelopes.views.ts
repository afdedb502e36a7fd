import type { Envelope } from '@progress-ess/shared/awards'
import type { findEntries, findEnvelope } from './envelopes.queries.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findEnvelope>>>
type Entries = Awaited<ReturnType<typeof findEntries>>

export const toEnvelope = (
  row: Row,
  entries: Entries,
  facts: { isConsistent: boolean; mayAllocate: boolean },
): Envelope => ({
  callId: row.callId,
  allocatedCents: row.allocatedCents,
  committedCents: row.committedCents,
  paidCents: row.paidCents,
  heldCents: row.heldCents,
  leftCents: row.allocatedCents - row.committedCents - row.heldCents,
  isConsistent: facts.isConsistent,
  entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  allowedActions: facts.mayAllocate ? ['allocate'] : [],
})
