import type { CallReadiness } from '@progress-ess/shared/calls'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { routeOf, TABS, tabOfPointer, type Tab } from './tabs.ts'

export type TabLink = {
  readonly id: Tab
  readonly label: string
  readonly to: { readonly name: string }
  readonly count: number | undefined
}

/** The tabs, each with how much is missing in it; the publication tells the whole. */
export function useTabs(readiness: ComputedRef<CallReadiness | null>): ComputedRef<readonly TabLink[]> {
  const { t } = useI18n()
  return computed(() =>
    TABS.map((id) => {
      const missing = readiness.value?.missing ?? []
      const count = missing.filter(({ pointer }) => id === 'publication' || tabOfPointer(pointer) === id).length
      const label = t(`callSetUp.tab.${id}`)
      return { id, label, to: { name: routeOf(id) }, count: count === 0 ? undefined : count }
    }),
  )
}
