import type { NewPartner, NewPartnerService } from '@progress-ess/shared/partners'
import type { AccountActor } from '../../kit/context.ts'
import { addDemoAccount } from '../../modules/identity/index.ts'
import { department } from '../../modules/partners/acting.ts'
import { addPartnerMember } from '../../modules/partners/members.service.ts'
import * as partners from '../../modules/partners/partners.service.ts'
import { addPartnerService } from '../../modules/partners/services.service.ts'
import { person } from './editions.ts'
import type { Stage } from './stage.ts'

export type PartnerKey = 'cci' | 'cma' | 'tremplin'
type Invented = {
  readonly key: PartnerKey
  readonly partner: NewPartner
  readonly services: readonly NewPartnerService[]
  readonly advisers: readonly string[]
}

/** Invented, and marked so: no chamber has these names or these people. */
const PARTNERS: readonly Invented[] = [
  {
    key: 'cci',
    partner: {
      kind: 'cci',
      name: 'Chambre de commerce (démonstration)',
      connection: 'full',
      contactEmail: 'ess@cci.demo.example',
    },
    services: [
      {
        name: 'Création et reprise',
        subjects: ['creation', 'legal_form', 'business_model', 'funding'],
        communes: [],
        activity: 'commercial',
        capacity: 'open',
      },
      {
        name: 'Commerce et numérique',
        subjects: ['digital', 'sales', 'transition'],
        communes: [],
        activity: 'commercial',
        capacity: 'waiting_list',
      },
    ],
    advisers: ['Nadia Ferrand (conseillère CCI)'],
  },
  {
    key: 'cma',
    partner: {
      kind: 'cma',
      name: 'Chambre de métiers (démonstration)',
      connection: 'pull',
      contactEmail: 'ess@cma.demo.example',
    },
    services: [
      {
        name: 'Accompagnement artisanal',
        subjects: ['creation', 'legal_form', 'training', 'funding', 'premises'],
        communes: [],
        activity: 'artisanal',
        capacity: 'open',
      },
      {
        name: 'Couveuse',
        subjects: ['business_model', 'creation'],
        communes: [],
        activity: 'artisanal',
        capacity: 'full',
      },
    ],
    advisers: ['Olivier Sabatier (conseiller CMA)'],
  },
  {
    key: 'tremplin',
    partner: {
      kind: 'other',
      name: 'Tremplin des Quais (démonstration)',
      connection: 'light',
      contactEmail: 'accueil@tremplin.demo.example',
    },
    services: [
      {
        name: 'Emploi et difficultés',
        subjects: ['employment', 'difficulties', 'premises', 'funding'],
        communes: [],
        activity: 'any',
        capacity: 'open',
      },
    ],
    advisers: [],
  },
]

export type DemoPartner = { readonly partnerId: string; readonly adviser: AccountActor | null }
export type DemoPartners = { readonly home: string; readonly of: ReadonlyMap<PartnerKey, DemoPartner> }

/** The département and three services with their agreement, what they do, and the advisers of the two that have accounts. */
export async function castPartners(
  stage: Stage,
  staff: ReadonlyMap<string, AccountActor>,
  since: Date,
): Promise<DemoPartners> {
  const manager = person(staff, 'manager')
  const day = since.toISOString().slice(0, 10)
  stage.at(since)
  const of = new Map<PartnerKey, DemoPartner>()
  for (const { key, partner, services, advisers } of PARTNERS) {
    const { partnerId } = await partners.createPartner(stage.as(manager), partner)
    await partners.addAgreement(stage.as(manager), partnerId, {
      title: 'Convention d’orientation (démonstration)',
      signedOn: day,
      startsOn: day,
      endsOn: null,
    })
    for (const service of services) await addPartnerService(stage.as(manager), partnerId, service)
    let adviser: AccountActor | null = null
    for (const [index, displayName] of advisers.entries()) {
      const email = `conseil${index + 1}@${key}.demo.example`
      adviser = await addDemoAccount(stage.as({ kind: 'system' }), { email, displayName, roles: ['partner'] })
      await addPartnerMember(stage.as(manager), partnerId, email)
    }
    of.set(key, { partnerId, adviser })
  }
  return { home: (await department(stage.as(manager))).partnerId, of }
}
