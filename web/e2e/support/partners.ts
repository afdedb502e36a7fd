import { addAgreement, addPartnerService, createPartner, type Partner } from '@progress-ess/shared/partners'
import { newAddress } from './accounts.ts'
import type { Actor } from './closed-call.ts'

/** A partner without a system, with an agreement and a service: it works by links. */
export async function foundLightPartner(manager: Actor): Promise<{ readonly partner: Partner }> {
  const contactEmail = newAddress('accueil')
  const partner = await manager.call<Partner>(createPartner, {
    body: { kind: 'other', name: `Maison de l’emploi ${contactEmail}`, connection: 'light', contactEmail },
  })
  const params = { partnerId: partner.partnerId }
  await manager.call(addAgreement, {
    params,
    body: { title: 'Convention', signedOn: '2026-01-05', startsOn: '2026-01-05', endsOn: null },
  })
  await manager.call(addPartnerService, {
    params,
    body: { name: 'Accueil', subjects: ['creation'], communes: [], activity: 'any', capacity: 'open' },
  })
  return { partner }
}
