import type { GrantAward } from '@progress-ess/shared/common-grants'
import type { Settings } from '../../kit/context.ts'
import { eurosOf } from '../../kit/money.rules.ts'
import { dayInParis, timeInParis } from '../../kit/paris.ts'
import type { PublishedAwardRow } from './open-data.queries.ts'

const money = (cents: number) => ({ amount: eurosOf(cents), currency: 'EUR' })

function statusOf({ status }: PublishedAwardRow): GrantAward['status'] {
  if (status === 'settled') return { value: 'completed', description: 'Settled' }
  if (['renounced', 'lapsed', 'terminated'].includes(status)) {
    return { value: 'cancelled', description: 'Given back, lapsed or terminated' }
  }
  return { value: 'awarded', description: 'Awarded' }
}

/** A published award after CommonGrants: with what was paid of it, refunds taken off. */
export const toGrantAward = (row: PublishedAwardRow, { publicUrl, service }: Settings): GrantAward => ({
  id: row.grantId,
  title: row.projectTitle ?? '',
  description: `${row.projectTitle ?? ''} (${row.callTitle})`,
  status: statusOf(row),
  identifiers: { fileNumber: row.number ?? '' },
  funding: {
    requestedAmount: money(row.requestedCents),
    awardedAmount: money(row.amountCents),
    disbursedAmount: money(row.paidCents),
  },
  keyDates: {
    awardDate: {
      name: 'Award',
      eventType: 'singleDate',
      date: dayInParis(row.committedAt),
      time: timeInParis(row.committedAt),
      description: 'Europe/Paris',
    },
  },
  opportunity: { id: row.callId, title: row.callTitle },
  funders: [{ id: service.siret === null ? 'FR' : `FR-SIRET-${service.siret}`, name: service.name }],
  recipientOrganizations: {
    primary: {
      id: row.siren === null ? `FR-RNA-${row.rna ?? ''}` : `FR-SIREN-${row.siren}`,
      name: row.name,
    },
  },
  source: `${publicUrl}/appels/${row.callId}/resultats`,
  createdAt: row.committedAt.toISOString(),
  lastModifiedAt: row.movedAt.toISOString(),
})
