import {
  type Member,
  needsRepublicanCommitment,
  type Organisation,
  type OrganisationSummary,
} from '@progress-ess/shared/organisations'
import { dayInParis } from '../../kit/paris.ts'
import type { OrganisationRow } from './organisations.queries.ts'
import { activeRole, isEsusValidOn, mayEdit, mayManageMembers } from './organisations.rules.ts'

type Viewer = { readonly isStaff: boolean; readonly now: Date }

export function toOrganisation(row: OrganisationRow, { isStaff, now }: Viewer): Organisation {
  const role = activeRole(row)
  return {
    organisationId: row.organisationId,
    siren: row.siren,
    siret: row.siret,
    rna: row.rna,
    name: row.name,
    acronym: row.acronym,
    legalFormCode: row.legalFormCode,
    family: row.family,
    address: {
      street: row.street,
      postcode: row.postcode,
      communeCode: row.communeCode,
      communeName: row.communeName,
    },
    phone: row.phone,
    website: row.website,
    esusApproval:
      row.esusEndsOn === null ? null : { number: row.esusNumber, startsOn: row.esusStartsOn, endsOn: row.esusEndsOn },
    representativeName: row.representativeName,
    representativeQuality: row.representativeQuality,
    isEsusValid: isEsusValidOn(row.esusStartsOn, row.esusEndsOn, dayInParis(now)),
    needsRepublicanCommitment: needsRepublicanCommitment(row.family),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    myRole: role,
    allowedActions: [
      ...(mayEdit(role, isStaff) ? (['edit'] as const) : []),
      ...(mayManageMembers(role, isStaff) ? (['manageMembers'] as const) : []),
      ...(mayEdit(role, false) ? (['apply'] as const) : []),
    ],
  }
}

export const toOrganisationSummary = (row: OrganisationRow): OrganisationSummary => ({
  organisationId: row.organisationId,
  name: row.name,
  siren: row.siren,
  rna: row.rna,
  family: row.family,
  communeName: row.communeName,
  myRole: row.myRole,
  myStatus: row.myStatus,
})

type MemberRow = Pick<Member, 'accountId' | 'displayName' | 'email' | 'role' | 'status'> & { readonly since: Date }

export const toMember = ({ accountId, displayName, email, role, status, since }: MemberRow): Member => ({
  accountId,
  displayName,
  email,
  role,
  status,
  since: since.toISOString(),
})
