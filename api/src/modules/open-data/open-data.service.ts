import type { Aid, Catalog, GivingPackage, OpenYear, OpenYearSummary } from '@progress-ess/shared/open-data'
import type { Context } from '../../kit/context.ts'
import { toCsv } from '../../kit/csv.ts'
import { LICENCE } from '../../kit/legal.ts'
import { Refusal } from '../../kit/refusal.ts'
import { catalogOf } from './catalog.rules.ts'
import { givingPackage } from './giving.rules.ts'
import * as queries from './open-data.queries.ts'
import { toAid, toGrant } from './open-data.views.ts'
import { SUBSIDY_COLUMNS, subsidyRow } from './subsidies.rules.ts'
import { THRESHOLD_CENTS } from './threshold.rules.ts'

export async function listOpenYears({ db }: Context): Promise<OpenYearSummary[]> {
  const years = await queries.findYears(db, THRESHOLD_CENTS)
  return years.map(({ updatedAt, ...year }) => ({ ...year, updatedAt: updatedAt.toISOString() }))
}

/** A year without awards is an empty year, so that a program may ask for it before there are any. */
export async function getOpenYear({ db, settings: { service } }: Context, year: number): Promise<OpenYear> {
  const items = (await queries.findGrants(db, year)).map(toGrant)
  const totalCents = items.reduce((total, { amountCents }) => total + amountCents, 0)
  return { year, funder: { name: service.name, siret: service.siret }, licence: LICENCE, totalCents, items }
}

/** The funder by its number, which both formats are about. Refuses `funder-not-identified` while SERVICE_SIRET is not set. */
function identified({ settings: { service } }: Context): { name: string; siret: string } {
  const { name, siret } = service
  if (siret === null) {
    throw new Refusal('conflict', 'funder-not-identified', 'The SIRET of the département is not configured')
  }
  return { name, siret }
}

export async function exportSubsidies(ctx: Context, year: number): Promise<string> {
  const funder = identified(ctx)
  const rows = (await queries.findGrants(ctx.db, year)).map(toGrant).map((grant) => subsidyRow(grant, funder))
  return toCsv(SUBSIDY_COLUMNS, rows, { separator: ',' })
}

export async function exportGiving(ctx: Context, year: number): Promise<GivingPackage> {
  const funder = identified(ctx)
  const rows = await queries.findGrants(ctx.db, year)
  const grants = rows.map((row) => ({ ...toGrant(row), updatedAt: row.updatedAt.toISOString() }))
  return givingPackage(grants, funder)
}

export async function listAids({ db, settings: { service, publicUrl } }: Context): Promise<Aid[]> {
  return (await queries.findAidCalls(db)).map((row) => toAid(row, service, publicUrl))
}

export async function getCatalog(ctx: Context): Promise<Catalog> {
  const { publicUrl, service } = ctx.settings
  return catalogOf({ base: `${publicUrl}/api/v1`, publisher: service.name, years: await listOpenYears(ctx) })
}
