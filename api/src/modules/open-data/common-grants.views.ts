import type { Eligibility } from '@progress-ess/shared/calls'
import { eurosOf } from '../../kit/money.rules.ts'
import { dayInParis, timeInParis } from '../../kit/paris.ts'
import { deadlineOf } from '../calls/index.ts'
import { criteriaOf } from './aids.rules.ts'
import type { Opportunity } from '@progress-ess/shared/common-grants'
import type { AidRow } from './open-data.queries.ts'

const money = (cents: number) => ({ amount: eurosOf(cents), currency: 'EUR' })

const event = (name: string, at: Date) => ({
  name,
  eventType: 'singleDate' as const,
  date: dayInParis(at),
  time: timeInParis(at),
  description: 'Europe/Paris',
})

function statusOf(row: AidRow, now: Date): Opportunity['status'] {
  const deadline = deadlineOf(row)
  if (row.status !== 'published') return { value: 'closed', description: 'No longer accepting applications' }
  if (row.opensAt === null || now < row.opensAt) return { value: 'forecasted', description: 'Published, not open yet' }
  if (deadline === null || now < deadline) return { value: 'open', description: 'Accepting applications' }
  return { value: 'closed', description: 'No longer accepting applications' }
}

/** Types of the protocol where they fit; the French forms by their own names. */
const applicantTypes = ({ families, esusCompanies }: Eligibility): Opportunity['acceptedApplicantTypes'] => [
  ...families.map((family) => ({
    value: 'custom',
    customValue: family,
    description: `French legal family: ${family}`,
  })),
  ...(esusCompanies
    ? [{ value: 'custom', customValue: 'esus_company', description: 'Company with an ESUS approval' }]
    : []),
]

/** A call as an opportunity of CommonGrants; dates and times are those of Paris. */
export const toOpportunity = (row: AidRow, publicUrl: string, now: Date): Opportunity => ({
  id: row.callId,
  title: row.title,
  status: statusOf(row, now),
  description: [row.summary, row.description, criteriaOf(row.eligibility, row.awardRules)].join('\n\n'),
  funding: {
    totalAmountAvailable: money(row.awardRules.envelope.totalCents),
    ...(row.awardRules.amount.floorCents === 0 ? {} : { minAwardAmount: money(row.awardRules.amount.floorCents) }),
    maxAwardAmount: money(row.awardRules.amount.capCents),
  },
  keyDates: {
    ...(row.opensAt === null ? {} : { postDate: event('Opening', row.opensAt) }),
    ...(row.closesAt === null ? {} : { closeDate: event('Closing', row.closesAt) }),
  },
  acceptedApplicantTypes: applicantTypes(row.eligibility),
  source: `${publicUrl}/appels/${row.callId}`,
  createdAt: row.createdAt.toISOString(),
  lastModifiedAt: row.updatedAt.toISOString(),
})
