import type { Context } from '../../kit/context.ts'
import { notFound } from '../../kit/refusal.ts'
import { pageOf, searched, sorted } from './common-grants.rules.ts'
import type { AwardSearch, GrantAward, Opportunity, Paging, Search } from '@progress-ess/shared/common-grants'
import { searchedAwards, sortedAwards } from './common-grants-awards.rules.ts'
import { toGrantAward } from './common-grants-awards.views.ts'
import { toOpportunity } from './common-grants.views.ts'
import { findAidCalls, findPublishedAwards } from './open-data.queries.ts'

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

/** The published awards, some dozens a year: as with opportunities, filters and orders are applied to all of them. */
const awards = async ({ db, settings }: Context): Promise<GrantAward[]> =>
  (await findPublishedAwards(db)).map((row) => toGrantAward(row, settings))

export const listAwards = async (ctx: Context, paging: Paging) =>
  pageOf(sortedAwards(await awards(ctx), 'lastModifiedAt', 'desc'), paging)

/** Refuses `award-not-found`. */
export async function getAward(ctx: Context, awdId: string) {
  const data = (await awards(ctx)).find(({ id }) => id === awdId)
  if (data === undefined) throw notFound('award')
  return { status: 200, message: 'Success', data }
}

export const searchAwards = async (ctx: Context, search: AwardSearch) => searchedAwards(await awards(ctx), search)
