import type { NewOrganisation } from '@progress-ess/shared/organisations'
import { demand } from './judged.ts'
import { judgeCommune, judgeEsus, judgeLegalForm } from './organisations.rules.ts'

/** Columns of the details, judged: legal form accepted, commune known, approval in order. Throws the refusal. */
export function columnsOf(details: Omit<NewOrganisation, 'identifier' | 'rna'>) {
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
