import type { GivingPackage, OpenGrant } from '@progress-ess/shared/open-data'

type Funder = { readonly name: string; readonly siret: string }
type Source = OpenGrant & { readonly updatedAt: string }

/** Ids within the funder’s own prefix, as the standard asks of who has no registered one. */
const idOf = (funder: Funder, what: string): string => `360G-${funder.siret.slice(0, 9)}-${what}`

/** The same grants as a package of 360Giving (standard.threesixtygiving.org, 1.4). */
export const givingPackage = (grants: readonly Source[], funder: Funder): GivingPackage => ({
  grants: grants.map((grant) => {
    const { name, siren, rna } = grant.beneficiary
    return {
      id: idOf(funder, grant.grantId),
      title: grant.purpose,
      description: `${grant.purpose} (${grant.callTitle}, ${grant.number})`,
      currency: 'EUR',
      amountAwarded: grant.amountCents / 100,
      amountAppliedFor: grant.requestedCents / 100,
      awardDate: grant.decidedOn,
      recipientOrganization: [{ id: idOf(funder, `org:${siren ?? rna ?? grant.number}`), name }],
      fundingOrganization: [{ id: idOf(funder, `org:${funder.siret.slice(0, 9)}`), name: funder.name }],
      grantProgramme: [{ code: grant.callCode, title: grant.callTitle }],
      dateModified: grant.updatedAt,
    }
  }),
})
