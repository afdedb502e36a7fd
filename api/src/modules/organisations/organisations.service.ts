import type { Organisation, OrganisationChange, OrganisationSummary } from '@progress-ess/shared/organisations'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { isStaff, organisationScope } from './access.ts'
import { demand } from './judged.ts'
import { columnsOf } from './organisations.columns.ts'
import * as queries from './organisations.queries.ts'
import { activeRole, judgeNumberChange, mayEdit } from './organisations.rules.ts'
import { toOrganisation, toOrganisationSummary } from './organisations.views.ts'

/** The caller’s organisations, requests to join included; all of them for staff. By name, page by page. */
export async function listOrganisations(
  ctx: Context,
  { limit, after, search }: { limit: number; after?: string; search?: string },
): Promise<Page<OrganisationSummary>> {
  const rows = await queries.findOrganisations(
    ctx.db,
    {
      limit,
      ...(search === undefined ? {} : { search }),
      ...(after === undefined ? {} : { after: decodeCursor(after, ['string', 'uuid']) }),
    },
    accountIdOf(ctx.actor),
    organisationScope(ctx.actor),
  )
  const { items, next } = toPage(rows, limit, (row) => [row.name, row.organisationId])
  return { items: items.map(toOrganisationSummary), next }
}

/** The organisation within what the caller may see; else `organisation-not-found`. */
export async function readOrganisation(
  ctx: Context<Db | Trx>,
  organisationId: string,
): Promise<queries.OrganisationRow> {
  const scope = organisationScope(ctx.actor)
  const row = await queries.findOrganisation(ctx.db, organisationId, accountIdOf(ctx.actor), scope)
  if (row === undefined) throw notFound('organisation')
  return row
}

const view = (ctx: Context<Db | Trx>, row: queries.OrganisationRow): Organisation =>
  toOrganisation(row, { isStaff: isStaff(ctx.actor), now: ctx.now })

export async function getOrganisation(ctx: Context, organisationId: string): Promise<Organisation> {
  return view(ctx, await readOrganisation(ctx, organisationId))
}

/** Changes what is given. Owners and editors of the organisation, and staff. */
export function updateOrganisation(
  ctx: Context,
  organisationId: string,
  version: number,
  change: OrganisationChange,
): Promise<Organisation> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockOrganisation(inner.db, organisationId)
    const row = await readOrganisation(inner, organisationId)
    if (!mayEdit(activeRole(row), isStaff(inner.actor))) {
      throw new Refusal('forbidden', 'organisation-read-only', 'You may only read this organisation')
    }
    if (row.version !== version) throw staleVersion(row.version)
    const { siret, rna, ...details } = change
    const numbers = demand(
      judgeNumberChange(row, { ...(siret === undefined ? {} : { siret }), ...(rna === undefined ? {} : { rna }) }),
    )
    const columns = columnsOf({ ...view(inner, row), ...details })
    const saved = await queries.saveOrganisation(inner.db, row, { ...columns, ...numbers }, inner.now)
    if (saved === 'taken') throw new Refusal('conflict', 'identifier-taken', 'Another organisation has this number')
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: 'updateOrganisation',
      subjectType: 'organisation',
      subjectId: organisationId,
      versionBefore: version,
      versionAfter: saved.version,
      data: { fields: Object.keys(change) },
    })
    return view(inner, await readOrganisation(inner, organisationId))
  })
}
