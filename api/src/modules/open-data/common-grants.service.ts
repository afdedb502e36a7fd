import type { Context } from '../../kit/context.ts'
import { notFound } from '../../kit/refusal.ts'
import { pageOf, searched, sorted } from './common-grants.rules.ts'
import type { Opportunity, Paging, Search } from '@progress-ess/shared/common-grants'
import { toOpportunity } from './common-grants.views.ts'
import { findAidCalls } from './open-data.queries.ts'

/** The published calls, some a year: the protocol's filters and orders are applied to all of them. */
const opportunities = async ({ db, settings, now }: Context): Promise<Opportunity[]> =>
  (await findAidCalls(db)).map((row) => toOpportunity(row, settings.publicUrl, now))

export const listOpportunities = async (ctx: Context, paging: Paging) =>
  pageOf(sorted(await opportunities(ctx), 'lastModifiedAt', 'desc'), paging)

/** Refuses `call-not-found`. */
export async function getOpportunity(ctx: Context, oppId: string) {
  const data = (await opportunities(ctx)).find(({ id }) => id === oppId)
  if (data === undefined) throw notFound('call')
  return { status: 200, message: 'Success', data }
}

export const searchOpportunities = async (ctx: Context, search: Search) => searched(await opportunities(ctx), search)
