import { withCheckDigit } from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'
import type { AccountActor } from '../../kit/context.ts'
import { addDemoAccount } from '../../modules/identity/index.ts'
import { registerOrganisation } from '../../modules/organisations/registration.service.ts'
import { ownerName, STAFF } from './people.ts'
import type { DemoProject } from './projects.ts'
import type { Stage } from './stage.ts'

export type Member = { readonly owner: AccountActor; readonly organisationId: string }

/** Staff by key. */
export async function castStaff(stage: Stage): Promise<Map<string, AccountActor>> {
  const cast = new Map<string, AccountActor>()
  for (const { key, name, roles } of STAFF) {
    const email = `${key}@departement.demo.example`
    cast.set(key, await addDemoAccount(stage.as({ kind: 'system' }), { email, displayName: name, roles }))
  }
  return cast
}

/** Organisations with their owner, each once: SIREN numbers pass the check and begin with 0, so they are nobody’s. */
export async function castOrganisations(stage: Stage, projects: readonly DemoProject[]): Promise<Map<string, Member>> {
  const cast = new Map<string, Member>()
  for (const project of projects) {
    if (cast.has(project.organisation)) continue
    const index = cast.size
    const displayName = ownerName(index)
    const owner = await addDemoAccount(stage.as({ kind: 'system' }), {
      email: `contact${index + 1}@structures.demo.example`,
      displayName,
      roles: ['applicant'],
    })
    const isCompany = project.legalForm !== '9220'
    const commune = COMMUNES.find(({ code }) => code === project.commune)
    const { organisation } = await registerOrganisation(stage.as(owner), {
      identifier: withCheckDigit(`0${String(1_000_101 + index * 37).padStart(7, '0')}`),
      name: project.organisation,
      acronym: null,
      legalFormCode: project.legalForm,
      address: {
        street: `${index + 3} rue de la Démonstration`,
        postcode: commune?.postcodes[0] ?? '92000',
        communeCode: project.commune,
        communeName: commune?.name ?? project.commune,
      },
      phone: null,
      website: null,
      esusApproval: isCompany ? { number: `ESUS-92-${index + 1}`, startsOn: '2022-01-01', endsOn: '2027-12-31' } : null,
      representativeName: displayName,
      representativeQuality: isCompany ? 'Gérance' : 'Présidence',
    })
    cast.set(project.organisation, { owner, organisationId: organisation.organisationId })
  }
  return cast
}
