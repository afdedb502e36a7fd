import type { Aid, OpenGrant } from '@progress-ess/shared/open-data'
import { dayInParis } from '../../kit/paris.ts'
import { criteriaOf, promiseOf, targetsOf, territoriesOf } from './aids.rules.ts'
import type { AidRow, GrantRow } from './open-data.queries.ts'
import { shortened } from './subsidies.rules.ts'
import { publishBy } from './threshold.rules.ts'

export function toGrant(row: GrantRow): OpenGrant {
  const decidedOn = dayInParis(row.committedAt)
  return {
    grantId: row.grantId,
    callId: row.callId,
    callCode: row.callCode,
    callTitle: row.callTitle,
    number: row.number ?? '',
    beneficiary: {
      name: row.name,
      siren: row.siren,
      siret: row.siret,
      rna: row.rna,
      communeCode: row.communeCode,
      communeName: row.communeName,
    },
    purpose: row.projectTitle ?? row.callTitle,
    amountCents: row.amountCents,
    requestedCents: row.requestedCents,
    decidedOn,
    yearTotalCents: row.yearTotalCents,
    publishBy: publishBy(decidedOn, row.yearTotalCents),
    isDemo: row.isDemo,
  }
}

type Service = { readonly name: string; readonly siret: string | null }

export const toAid = (row: AidRow, service: Service, publicUrl: string): Aid => ({
  id: row.callId,
  titre: row.title,
  promesse: promiseOf(row.summary),
  description: shortened(row.description, 5_000),
  eligibilite: criteriaOf(row.eligibility, row.awardRules),
  types_aides: 'financement',
  porteurs: [{ nom: service.name, siren: service.siret?.slice(0, 9) ?? null, roles: ['financeur', 'instructeur'] }],
  programmes_parents: row.programme,
  url_source: `${publicUrl}/appels/${row.callId}`,
  cibles: targetsOf(row.eligibility),
  eligibilite_geographique: territoriesOf(row.eligibility),
  eligibilite_geographique_exclusions: null,
  date_ouverture: row.opensAt?.toISOString() ?? null,
  date_cloture: row.closesAt?.toISOString() ?? null,
  date_mise_a_jour: row.updatedAt.toISOString(),
})
