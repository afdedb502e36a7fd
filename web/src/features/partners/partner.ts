import { getPartner, type Partner } from '@progress-ess/shared/partners'
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { call } from '../../api/client.ts'
import { useResource, type Resource } from '../../lib/useResource.ts'

/** Who looks: the service that administers its partners, or an adviser of this one. */
export type Side = 'service' | 'own'

export type PartnerDesk = {
  readonly partner: ComputedRef<Partner>
  readonly side: Side
  readonly set: (partner: Partner) => void
  readonly reload: () => Promise<void>
}

const KEY: InjectionKey<PartnerDesk> = Symbol('partner')

/** Reads a partner for the pages below, which find it with `usePartner`. They show once it is there; null reads nothing yet. */
export function providePartner(partnerId: () => string | null, side: Side): Resource<Partner> {
  const resource = useResource((signal) => {
    const id = partnerId()
    return id === null ? null : call(getPartner, { params: { partnerId: id }, signal })
  })
  const partner = computed(() => {
    if (resource.data.value === null) throw new Error('The pages of a partner show once it is read')
    return resource.data.value
  })
  provide(KEY, { partner, side, set: resource.set, reload: resource.reload })
  return resource
}

/** The partner of the open page. */
export function usePartner(): PartnerDesk {
  const found = inject(KEY)
  if (found === undefined) throw new Error('usePartner() is for the pages below a partner')
  return found
}
