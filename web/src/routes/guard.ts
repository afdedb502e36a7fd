import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import { useSession } from '../stores/session.ts'

/** Where one signs in. The page that was wanted comes back in `?next=`. */
export const SIGN_IN_PATH = '/connexion'

/** Where staff set up the second factor without which their roles do not count. */
export const SECOND_FACTOR_PATH = '/compte/second-facteur'

/** Lets a navigation pass, or says where to go instead: to sign in, to the "service does not answer" page, or to a refusal. */
export async function guardAccess(to: RouteLocationNormalized): Promise<true | RouteLocationRaw> {
  const session = useSession()
  const { access } = to.meta
  if (access === 'public') return true
  await session.ready()
  const query = { next: to.fullPath }
  if (!session.isSignedIn)
    return session.problem === null ? { path: SIGN_IN_PATH, query } : { name: 'unavailable', query }
  if (access === 'signed-in' || session.hasRole(...access)) return true
  if (session.mustEnrolSecondFactor && to.path !== SECOND_FACTOR_PATH) return { path: SECOND_FACTOR_PATH, query }
  return { name: 'forbidden' }
}

/** The path of `?next=`, only when it stays in this site: never `//elsewhere` nor `https:`. */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : null
}
