import type { NewOrganisation } from '@progress-ess/shared/organisations'

/** What is told of an organisation, beside its numbers. */
export type OrganisationDetails = Omit<NewOrganisation, 'identifier' | 'rna'>

/** A form that nobody has begun. */
export const NO_DETAILS: OrganisationDetails = {
  name: '',
  acronym: null,
  legalFormCode: '',
  address: { street: null, postcode: '', communeCode: '', communeName: '' },
  phone: null,
  website: null,
  esusApproval: null,
  representativeName: null,
  representativeQuality: null,
}
