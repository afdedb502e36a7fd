/** Checked by the compiler alone: what must not compile has `@ts-expect-error` above it. */
import { listEvents } from '@progress-ess/shared/partner-events'
import { createReferral, getReferral, listReferrals, type Referral } from '@progress-ess/shared/referrals'
import { createClient, isProblem } from '../src/index.ts'

const client = createClient({ baseUrl: 'https://ess.example.test', key: 'sk_test_x' })

export async function answersAreTyped(): Promise<Referral> {
  const { data, etag } = await client.call(getReferral, { params: { referralId: 'x' } })
  const version: string | null = etag
  await client.call(listReferrals)
  await client.call(listReferrals, { querystring: { subject: undefined } })
  for await (const item of client.items(listReferrals)) version?.startsWith(item.reference)
  return data
}

export async function requestsAreTyped(): Promise<void> {
  // @ts-expect-error params are needed
  await client.call(getReferral)
  // @ts-expect-error referralId is missing
  await client.call(getReferral, { params: {} })
  // @ts-expect-error the body is none
  await client.call(createReferral, { body: { subject: 'creation' } })
  // @ts-expect-error no such filter
  await client.call(listReferrals, { querystring: { statuses: [] } })
  // @ts-expect-error the feed has no last page: it is followed
  void client.items(listEvents)
  // @ts-expect-error one or the other
  createClient({ baseUrl: 'https://ess.example.test', key: 'sk_test_x', token: 'at_x' })
}

export const codesAreTyped = (error: unknown): boolean =>
  isProblem(error, getReferral, 'referral-not-found', 'unavailable') ||
  // @ts-expect-error reading refuses with no such code
  isProblem(error, getReferral, 'external-ref-taken')
