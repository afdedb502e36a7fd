import type {
  AidDeclaration,
  CountedAid,
  DeMinimis,
  DeMinimisCheck,
  DeMinimisChecks,
  NewKnownGrant,
} from '@progress-ess/shared/de-minimis'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { toCsv } from '../../kit/csv.ts'
import { newId } from '../../kit/ids.ts'
import { eurosOf } from '../../kit/money.rules.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { findAnyOrganisation, refuseReaders, standingTowards } from '../organisations/index.ts'
import { followUpOf } from '../payments/index.ts'
import * as queries from './de-minimis.queries.ts'
import { firstDayOf, isOver, sumOf, within } from './de-minimis.rules.ts'

type Aid = CountedAid & { readonly applicationId: string | null }

/** All that counts for each organisation, with the moment of its sworn list. */
async function aidsOf({ db, settings }: Context<Db | Trx>, ids: readonly string[]) {
  const [awards, grants, declarations] = await Promise.all([
    queries.findAwards(db, ids),
    queries.findKnownGrants(db, ids),
    queries.findDeclarations(db, ids),
  ])
  const authority = settings.service.name
  const all = new Map(ids.map((id) => [id, [] as Aid[]]))
  for (const { organisationId, applicationId, grantedOn, amountCents } of awards) {
    all
      .get(organisationId)
      ?.push({ source: 'award', grantedOn, authority, amountCents, knownGrantId: null, applicationId })
  }
  for (const { organisationId, knownGrantId, grantedOn, amountCents, label } of grants) {
    const known = {
      source: 'known' as const,
      grantedOn,
      authority: label,
      amountCents,
      knownGrantId,
      applicationId: null,
    }
    all.get(organisationId)?.push(known)
  }
  for (const { organisationId, items } of declarations) {
    for (const item of items) {
      all.get(organisationId)?.push({ source: 'declared', ...item, knownGrantId: null, applicationId: null })
    }
  }
  return { all, declarations: new Map(declarations.map((one) => [one.organisationId, one])) }
}

export async function getDeMinimis(ctx: Context<Db | Trx>, organisationId: string): Promise<DeMinimis> {
  if ((await findAnyOrganisation(ctx.db, organisationId)) === undefined) throw notFound('organisation')
  const { roles } = await standingTowards(ctx, organisationId, 'organisation')
  const { all, declarations } = await aidsOf(ctx, [organisationId])
  const on = dayInParis(ctx.now)
  const counted = within(all.get(organisationId) ?? [], on)
  const declaration = declarations.get(organisationId)
  return {
    organisationId,
    from: firstDayOf(on),
    on,
    items: counted.map(({ applicationId: _file, ...aid }) => aid),
    totalCents: sumOf(counted),
    declaredAt: declaration?.declaredAt.toISOString() ?? null,
    signatoryName: declaration?.signatoryName ?? null,
    allowedActions: [
      ...(roles.length > 0 ? (['declare'] as const) : []),
      ...(roles.includes('agent') ? (['record'] as const) : []),
    ],
  }
}

export function declareAids(ctx: Context, organisationId: string, declaration: AidDeclaration): Promise<DeMinimis> {
  return inTransaction(ctx, async (inner) => {
    refuseReaders(await standingTowards(inner, organisationId, 'organisation'))
    const { items, signatoryName } = declaration
    const declaredBy = requireAccount(inner.actor).accountId
    const row = { aidDeclarationId: newId(), organisationId, items, signatoryName, declaredBy, declaredAt: inner.now }
    if ((await findAnyOrganisation(inner.db, organisationId)) === undefined) throw notFound('organisation')
    await queries.insertDeclaration(inner.db, row)
    await recordAudit(inner, {
      operation: 'declareAids',
      subjectType: 'organisation',
      subjectId: organisationId,
      data: { count: items.length, totalCents: sumOf(items) },
    })
    return getDeMinimis(inner, organisationId)
  })
}

export function recordKnownGrant(ctx: Context, organisationId: string, grant: NewKnownGrant): Promise<DeMinimis> {
  return inTransaction(ctx, async (inner) => {
    if ((await findAnyOrganisation(inner.db, organisationId)) === undefined) throw notFound('organisation')
    const recordedBy = requireAccount(inner.actor).accountId
    const knownGrantId = newId()
    await queries.insertKnownGrant(inner.db, {
      ...grant,
      knownGrantId,
      organisationId,
      recordedBy,
      recordedAt: inner.now,
    })
    await recordAudit(inner, {
      operation: 'recordKnownGrant',
      subjectType: 'organisation',
      subjectId: organisationId,
      data: { knownGrantId, ...grant },
    })
    return getDeMinimis(inner, organisationId)
  })
}

export function removeKnownGrant(ctx: Context, knownGrantId: string): Promise<DeMinimis> {
  return inTransaction(ctx, async (inner) => {
    const removed = await queries.removeKnownGrant(
      inner.db,
      knownGrantId,
      requireAccount(inner.actor).accountId,
      inner.now,
    )
    if (removed === undefined) throw notFound('known-grant')
    await recordAudit(inner, {
      operation: 'removeKnownGrant',
      subjectType: 'organisation',
      subjectId: removed.organisationId,
      data: { knownGrantId },
    })
    return getDeMinimis(inner, removed.organisationId)
  })
}

/** Each award of the call, decided or proposed, on its day or today: what the others come to, and whether it is over. */
async function checksOf(ctx: Context<Db | Trx>, callId: string) {
  if ((await queries.findCall(ctx.db, callId)) === undefined) throw notFound('call')
  const {
    deMinimis: policy,
    deMinimisThresholdCents: thresholdCents,
    deMinimisRegime,
  } = await followUpOf(ctx.db, callId)
  const lines = await queries.findGrantLines(ctx.db, callId)
  const { all, declarations } = await aidsOf(ctx, [...new Set(lines.map(({ organisationId }) => organisationId))])
  const checks = lines.map((line) => {
    const grantedOn = dayInParis(line.committedAt ?? ctx.now)
    const others = (all.get(line.organisationId) ?? []).filter(
      ({ applicationId }) => applicationId !== line.applicationId,
    )
    const beforeCents = sumOf(within(others, grantedOn))
    const amountCents = line.awardCents ?? line.amountCents ?? 0
    return { line, grantedOn, amountCents, beforeCents, hasDeclaration: declarations.has(line.organisationId) }
  })
  return { policy, thresholdCents, deMinimisRegime, checks }
}

export async function listDeMinimisChecks(ctx: Context, callId: string): Promise<DeMinimisChecks> {
  const { policy, thresholdCents, checks } = await checksOf(ctx, callId)
  const items = checks.map(({ line, amountCents, beforeCents, hasDeclaration }): DeMinimisCheck => ({
    applicationId: line.applicationId,
    number: line.number ?? '',
    organisationId: line.organisationId,
    organisationName: line.organisationName,
    amountCents,
    beforeCents,
    isOver: isOver(beforeCents, amountCents, thresholdCents),
    hasDeclaration,
  }))
  return { callId, policy, thresholdCents, items: policy === 'off' ? [] : items }
}

const COLUMNS = [
  'identifiant',
  'beneficiaire',
  'siren',
  'montant',
  'dateOctroi',
  'autorite',
  'siretAutorite',
  'instrument',
  'reglement',
  'cumulTroisAns',
] as const

/** What the register of aid asks for (décret 2025-1361), of awards that were decided. */
export async function exportDeMinimis(ctx: Context, callId: string): Promise<{ csv: string }> {
  const { name, siret } = ctx.settings.service
  if (siret === null) {
    throw new Refusal('conflict', 'funder-not-identified', 'The SIRET of the département is not configured')
  }
  const { checks, deMinimisRegime } = await checksOf(ctx, callId)
  const regulation = deMinimisRegime === 'sieg' ? '(UE) 2023/2832' : '(UE) 2023/2831'
  const rows = checks
    .filter(({ line }) => line.awardId !== null)
    .map(({ line, grantedOn, amountCents, beforeCents }) => [
      line.awardId ?? '',
      line.organisationName,
      line.siren ?? '',
      eurosOf(amountCents),
      grantedOn,
      name,
      siret,
      'subvention',
      regulation,
      eurosOf(beforeCents + amountCents),
    ])
  return { csv: toCsv(COLUMNS, rows, { separator: ';' }) }
}

/**
 * Before an award is decided: where the call blocks, one that takes the aid of its organisation over the threshold is refused
 * (`de-minimis-exceeded`). Decisions on one organisation wait for one another, so that two calls never exceed it together.
 */
export async function refuseOverDeMinimis(
  inner: Context<Trx>,
  { callId, applicationId, amountCents }: { callId: string; applicationId: string; amountCents: number },
): Promise<void> {
  const { deMinimis: policy, deMinimisThresholdCents: thresholdCents } = await followUpOf(inner.db, callId)
  if (policy !== 'block') return
  const organisationId = await queries.findOrganisationOf(inner.db, applicationId)
  if (organisationId === null) return
  await queries.lockOrganisation(inner.db, organisationId)
  const { all } = await aidsOf(inner, [organisationId])
  const beforeCents = sumOf(within(all.get(organisationId) ?? [], dayInParis(inner.now)))
  if (!isOver(beforeCents, amountCents, thresholdCents)) return
  throw new Refusal(
    'conflict',
    'de-minimis-exceeded',
    'This award would take the aid of its organisation over the threshold',
    {
      context: { beforeCents, amountCents, thresholdCents },
    },
  )
}
