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

/** Organisations with their owner, each once: the people in their order, then what they register, at the same time. */
export async function castOrganisations(stage: Stage, projects: readonly DemoProject[]): Promise<Map<string, Member>> {
  const owners = new Map<string, { project: DemoProject; index: number; owner: AccountActor }>()
  for (const project of projects) {
    if (owners.has(project.organisation)) continue
    const index = owners.size
    const owner = await addDemoAccount(stage.as({ kind: 'system' }), {
      email: `contact${index + 1}@structures.demo.example`,
      displayName: ownerName(index),
      roles: ['applicant'],
    })
    owners.set(project.organisation, { project, index, owner })
  }
  const members = await Promise.all(
    [...owners.values()].map(async ({ project, index, owner }): Promise<[string, Member]> => {
      const wanted = organisationOf(project, index, owner.displayName)
      const { organisation } = await registerOrganisation(stage.as(owner), wanted)
      return [project.organisation, { owner, organisationId: organisation.organisationId }]
    }),
  )
  return new Map(members)
}
