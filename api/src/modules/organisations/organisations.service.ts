import type {
  NewOrganisation,
  Organisation,
  OrganisationChange,
  OrganisationLookup,
  OrganisationRegistration,
  OrganisationSummary,
} from '@progress-ess/shared/organisations'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Actor, accountIdOf, type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { queueMail } from '../../kit/mail.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { joinRequestedMail } from './organisations.mails.ts'
import * as queries from './organisations.queries.ts'
import { judgeCommune, judgeEsus, judgeIdentifier, judgeLegalForm, mayEdit } from './organisations.rules.ts'
import { toOrganisation, toOrganisationSummary } from './organisations.views.ts'

export const isStaff = (actor: Actor): boolean => hasRole(actor, 'agent', 'manager', 'admin')

const scopeOf = (actor: Actor): queries.Scope => (isStaff(actor) ? {} : { accountId: requireAccount(actor).accountId })

/** The value of a judgement, or the refusal that it stands for. */
function demand<T>(judged: { ok: true; value: T } | { ok: false; code: string; detail: string; pointer: string }): T {
  if (judged.ok) return judged.value
  throw new Refusal('unprocessable', judged.code, judged.detail, {
    errors: [{ pointer: judged.pointer, keyword: judged.code, message: judged.detail }],
  })
}

export async function listOrganisations(
  ctx: Context,
  { limit, after, search }: { limit: number; after?: string; search?: string },
): Promise<Page<OrganisationSummary>> {
  const rows = await queries.findOrganisations(
    ctx.db,
    {
      limit,
      ...(search === undefined ? {} : { search }),
      ...(after === undefined ? {} : { after: decodeCursor(after, ['string', 'string']) }),
    },
    accountIdOf(ctx.actor),
    scopeOf(ctx.actor),
  )
  const { items, next } = toPage(rows, limit, (row) => [row.name, row.organisationId])
  return { items: items.map(toOrganisationSummary), next }
}

/** Checks a number and says whether it is known here. Name and commune of an organisation are public facts. */
export async function lookUpOrganisation(ctx: Context, identifier: string): Promise<OrganisationLookup> {
  const parsed = demand(judgeIdentifier(identifier, '/querystring/identifier'))
  const numbers = { siren: parsed.siren, rna: parsed.kind === 'rna' ? parsed.value : null }
  const known = await queries.findByNumbers(ctx.db, numbers, accountIdOf(ctx.actor))
  return {
    kind: parsed.kind,
    value: parsed.value,
    known: known === undefined ? null : toOrganisationSummary(known),
    source: known === undefined ? 'none' : 'here',
  }
}

/** Registers an organisation. One with the same number is found, not doubled; the caller then joins it, or asks to. */
export function registerOrganisation(ctx: Context, wanted: NewOrganisation): Promise<OrganisationRegistration> {
  return inTransaction(ctx, async (inner) => {
    const { accountId } = requireAccount(inner.actor)
    const numbers = numbersOf(wanted)
    const found = await queries.findByNumbers(inner.db, numbers, accountId)
    if (found !== undefined) return joinKnown(inner, found)

    const organisationId = newId()
    const isNew = await queries.insertOrganisation(inner.db, {
      organisationId,
      ...numbers,
      ...columnsOf(wanted),
      isDemo: inner.settings.isDemo,
      createdAt: inner.now,
      updatedAt: inner.now,
    })
    if (!isNew) {
      // Somebody registered the same number between our look and our insert.
      const winner = await queries.findByNumbers(inner.db, numbers, accountId)
      if (winner === undefined) throw new Refusal('conflict', 'identifier-taken', 'This number was just taken')
      return joinKnown(inner, winner)
    }
    await queries.putMember(inner.db, { organisationId, accountId, role: 'owner', status: 'active', since: inner.now })
    await recordAudit(inner, {
      operation: 'registerOrganisation',
      subjectType: 'organisation',
      subjectId: organisationId,
      versionAfter: 1,
    })
    return { outcome: 'created', organisation: toOrganisationSummary(await read(inner, organisationId)) }
  })
}

function numbersOf(wanted: NewOrganisation): { siren: string | null; siret: string | null; rna: string | null } {
  const parsed = demand(judgeIdentifier(wanted.identifier, '/body/identifier'))
  const rna = wanted.rna == null ? null : demand(judgeIdentifier(wanted.rna, '/body/rna'))
  if (rna !== null && rna.kind !== 'rna') {
    throw new Refusal('unprocessable', 'identifier-invalid', 'No RNA number', {
      errors: [{ pointer: '/body/rna', keyword: 'identifier-invalid', message: 'is no RNA number' }],
    })
  }
  return {
    siren: parsed.siren,
    siret: parsed.kind === 'siret' ? parsed.value : null,
    rna: parsed.kind === 'rna' ? parsed.value : (rna?.value ?? null),
  }
}

/** Columns of the details, judged: legal form accepted, commune known, approval in order. */
function columnsOf(details: Omit<NewOrganisation, 'identifier' | 'rna'>) {
  const family = demand(judgeLegalForm(details.legalFormCode))
  const communeName = demand(judgeCommune(details.address))
  const esus = demand(judgeEsus(details.esusApproval))
  return {
    name: details.name,
    acronym: details.acronym,
    legalFormCode: details.legalFormCode,
    family,
    street: details.address.street,
    postcode: details.address.postcode,
    communeCode: details.address.communeCode,
    communeName,
    phone: details.phone,
    website: details.website,
    esusNumber: esus?.number ?? null,
    esusStartsOn: esus?.startsOn ?? null,
    esusEndsOn: esus?.endsOn ?? null,
    representativeName: details.representativeName,
    representativeQuality: details.representativeQuality,
  }
}

/** Joining a known organisation: at once when nobody acts for it yet, else by asking its owners. */
async function joinKnown(ctx: Context<Trx>, row: queries.OrganisationRow): Promise<OrganisationRegistration> {
  const { accountId } = requireAccount(ctx.actor)
  const { organisationId } = row
  if (row.myStatus !== null) {
    const outcome = row.myStatus === 'active' ? 'alreadyMember' : 'joinRequested'
    return { outcome, organisation: toOrganisationSummary(row) }
  }
  await queries.lockOrganisation(ctx.db, organisationId)
  const members = await queries.findMembers(ctx.db, organisationId)
  const owners = members.filter(({ role, status }) => role === 'owner' && status === 'active')
  const isFree = owners.length === 0
  await queries.putMember(ctx.db, {
    organisationId,
    accountId,
    role: isFree ? 'owner' : 'editor',
    status: isFree ? 'active' : 'requested',
    since: ctx.now,
  })
  for (const { email, locale } of owners) {
    const known = locale === 'en' ? 'en' : 'fr'
    await queueMail(ctx, {
      ...joinRequestedMail(known, `${ctx.settings.publicUrl}/mes-structures/${organisationId}`),
      template: 'join-requested',
      recipient: email,
      locale: known,
      dedupeKey: `join-requested:${organisationId}:${accountId}:${email}`,
    })
  }
  await recordAudit(ctx, {
    operation: 'registerOrganisation',
    subjectType: 'organisation',
    subjectId: organisationId,
    data: { outcome: isFree ? 'joined' : 'joinRequested' },
  })
  return {
    outcome: isFree ? 'joined' : 'joinRequested',
    organisation: toOrganisationSummary((await queries.findOrganisation(ctx.db, organisationId, accountId, {})) ?? row),
  }
}

async function read(ctx: Context<Db | Trx>, organisationId: string): Promise<queries.OrganisationRow> {
  const row = await queries.findOrganisation(ctx.db, organisationId, accountIdOf(ctx.actor), scopeOf(ctx.actor))
  if (row === undefined) throw notFound('organisation')
  return row
}

const view = (ctx: Context<Db | Trx>, row: queries.OrganisationRow): Organisation =>
  toOrganisation(row, { isStaff: isStaff(ctx.actor), now: ctx.now })

export async function getOrganisation(ctx: Context, organisationId: string): Promise<Organisation> {
  return view(ctx, await read(ctx, organisationId))
}

export function updateOrganisation(
  ctx: Context,
  organisationId: string,
  version: number,
  change: OrganisationChange,
): Promise<Organisation> {
  return inTransaction(ctx, async (inner) => {
    const row = await read(inner, organisationId)
    if (!mayEdit(row.myRole, isStaff(inner.actor))) {
      throw new Refusal('forbidden', 'organisation-read-only', 'You may only read this organisation')
    }
    if (row.version !== version) throw staleVersion(row.version)
    const { siret, rna, ...details } = change
    const current = toOrganisation(row, { isStaff: true, now: inner.now })
    const saved = await saveUnlessTaken(inner, row, {
      ...columnsOf({ ...current, ...details }),
      ...changedNumbers(row, siret, rna),
    })
    if (saved === undefined) throw staleVersion((await read(inner, organisationId)).version)
    await recordAudit(inner, {
      operation: 'updateOrganisation',
      subjectType: 'organisation',
      subjectId: organisationId,
      versionBefore: version,
      versionAfter: saved.version,
      data: { fields: Object.keys(change) },
    })
    return view(inner, await read(inner, organisationId))
  })
}

/** A SIRET may be added or move within its SIREN; the SIREN itself never changes. */
function changedNumbers(
  row: queries.OrganisationRow,
  siret: string | null | undefined,
  rna: string | null | undefined,
) {
  const parsedSiret = siret == null ? null : demand(judgeIdentifier(siret, '/body/siret'))
  const parsedRna = rna == null ? null : demand(judgeIdentifier(rna, '/body/rna'))
  const isForeign = parsedSiret !== null && row.siren !== null && parsedSiret.siren !== row.siren
  if (
    (parsedSiret !== null && parsedSiret.kind !== 'siret') ||
    isForeign ||
    (parsedRna !== null && parsedRna.kind !== 'rna')
  ) {
    throw new Refusal('unprocessable', 'identifier-invalid', 'This number is of another kind or organisation')
  }
  return {
    ...(siret === undefined ? {} : { siret: parsedSiret?.value ?? null, siren: parsedSiret?.siren ?? row.siren }),
    ...(rna === undefined ? {} : { rna: parsedRna?.value ?? null }),
  }
}

async function saveUnlessTaken(
  ctx: Context<Trx>,
  row: queries.OrganisationRow,
  change: Parameters<typeof queries.saveOrganisation>[2],
) {
  try {
    return await queries.saveOrganisation(ctx.db, row, change, ctx.now)
  } catch (error) {
    const { constraint } = error as { constraint?: string }
    if (constraint === 'organisation_siren_key' || constraint === 'organisation_rna_key') {
      throw new Refusal('conflict', 'identifier-taken', 'Another organisation has this number')
    }
    if (constraint === 'organisation_has_a_number') {
      throw new Refusal('unprocessable', 'identifier-invalid', 'An organisation keeps a SIREN or an RNA number')
    }
    throw error
  }
}
