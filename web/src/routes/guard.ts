import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import { useSession } from '../stores/session.ts'

/** Where one signs in. The page that was wanted comes back in `?next=`. */
export const SIGN_IN_PATH = '/connexion'

/** Lets a navigation pass, or says where to go instead: to sign in, to the "service does not answer" page, or to a refusal. */
export async function guardAccess(to: RouteLocationNormalized): Promise<true | RouteLocationRaw> {
  const session = useSession()
  const { access } = to.meta
  if (access === 'public') return true
  await session.ready()
  if (session.account === null && session.problem !== null) {
    return { name: 'unavailable', query: { next: to.fullPath } }
  }
  if (session.account === null) return { path: SIGN_IN_PATH, query: { next: to.fullPath } }
  if (access === 'signed-in' || session.hasRole(...access)) return true
  return { name: 'forbidden' }
}

/** The path of `?next=`, only when it stays in this site: never `//elsewhere` nor `https:`. */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : null
}
