import { getReferralBaskets } from '@progress-ess/shared/referrals'
import { computed } from 'vue'
import { useResource } from '../../lib/useResource.ts'
import { countOf, type Side, type View } from './listFilter.ts'
import { useReferralDesk } from './referralDesk.ts'

/** How many referrals wait in each view of a side of the inbox. A count that cannot be read is not shown. */
export function useBaskets(side: () => Side): { readonly count: (view: View) => number | undefined } {
  const desk = useReferralDesk()
  const baskets = useResource((signal) => read(side(), signal))
  async function read(asked: Side, signal: AbortSignal) {
    const outcome = await desk.call(getReferralBaskets, { querystring: { side: asked }, signal })
    return outcome.ok ? { ...outcome, data: { side: asked, items: outcome.data.items } } : outcome
  }
  // Those of the other side are not shown while these are on their way.
  const counts = computed(() => {
    const found = baskets.data.value
    return new Map(found?.side === side() ? found.items.map(({ basket, count }) => [basket, count]) : [])
  })
  return { count: (view) => countOf(view, side(), counts.value) }
}
