import { inject, provide, type InjectionKey } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { call } from '../../api/client.ts'
import { useSession } from '../../stores/session.ts'

/** Who works with referrals here, how they reach the API, and where their pages are. */
export type ReferralDesk = {
  /** `staff`: an agent of the département. `adviser`: an account of a partner. `link`: a partner without a system. */
  readonly reader: 'staff' | 'adviser' | 'link'
  /** Calls the API in their name: their session, or the token of their link (`callWith`). */
  readonly call: typeof call
  readonly list: RouteLocationRaw
  readonly sheetOf: (referralId: string) => RouteLocationRaw
}

const DESK: InjectionKey<ReferralDesk> = Symbol('referral desk')

/** For pages where one does not work with a session: those of a link. */
export const provideReferralDesk = (desk: ReferralDesk): void => provide(DESK, desk)

/** The desk of the page around; that of whoever is signed in where no page says otherwise. */
export function useReferralDesk(): ReferralDesk {
  const session = useSession()
  return inject(
    DESK,
    (): ReferralDesk => ({
      reader: session.hasRole('agent', 'manager') ? 'staff' : 'adviser',
      call,
      list: { name: 'referrals' },
      sheetOf: (referralId) => ({ name: 'referral-sheet', params: { referralId } }),
    }),
    true,
  )
}
