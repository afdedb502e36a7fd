import type { AccountActor } from '../../kit/context.ts'
import { addDemoAccount } from '../../modules/identity/index.ts'
import { registerOrganisation } from '../../modules/organisations/registration.service.ts'
import { organisationOf } from './content.ts'
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

/** Organisations with their owner, each once. */
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
    const wanted = organisationOf(project, index, displayName)
    const { organisation } = await registerOrganisation(stage.as(owner), wanted)
    cast.set(project.organisation, { owner, organisationId: organisation.organisationId })
  }
  return cast
}
