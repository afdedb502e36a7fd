import { defineStore } from 'pinia'
import { Type } from 'typebox'
import { endpoint, type Problem } from '@progress-ess/shared/kit'
import { computed, ref } from 'vue'
import { call } from '../api/client.ts'

export type Role = 'applicant' | 'agent' | 'manager' | 'evaluator' | 'commissioner' | 'partner' | 'funder' | 'admin'

export type Account = {
  readonly accountId: string
  readonly displayName: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly hasSecondFactor: boolean
}

type Session = {
  readonly account: Account | null
  readonly csrfToken: string
  readonly isDemo: boolean
  readonly serverNow: string
}

const getSession = endpoint({
  operationId: 'getSession',
  summary: 'Who is signed in',
  tags: ['identity'],
  method: 'GET',
  path: '/session',
  response: { 200: Type.Unsafe<Session>({}) },
})

const signOutOperation = endpoint({
  operationId: 'signOut',
  summary: 'End this session',
  tags: ['identity'],
  method: 'DELETE',
  path: '/session',
  response: { 204: Type.Null() },
})

const CHANNEL = 'progress-ess.session'

/** Who is signed in, as the server says it. Nothing of it is kept on the machine. */
export const useSession = defineStore('session', () => {
  const account = ref<Account | null>(null)
  const csrfToken = ref<string | null>(null)
  const isDemo = ref(false)
  /** Why the session could not be read; null once it was. */
  const problem = ref<Problem | null>(null)
  /** The server has closed the session while a page was open: what is typed stays, saving waits for a new sign-in. */
  const hasExpired = ref(false)
  /** Milliseconds to add to this machine's clock to get the server's. */
  const clockOffsetMs = ref(0)
  let loading: Promise<void> | null = null
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)

  const isSignedIn = computed(() => account.value !== null)
  const roles = computed<readonly Role[]>(() => account.value?.roles ?? [])
  const hasRole = (...wanted: readonly Role[]): boolean => wanted.some((role) => roles.value.includes(role))
  const serverNow = (): Date => new Date(Date.now() + clockOffsetMs.value)

  async function read(): Promise<void> {
    const before = Date.now()
    const outcome = await call(getSession)
    if (!outcome.ok) {
      problem.value = outcome.problem
      return
    }
    const { data } = outcome
    problem.value = null
    account.value = data.account
    csrfToken.value = data.csrfToken
    isDemo.value = data.isDemo
    clockOffsetMs.value = Date.parse(data.serverNow) - (before + Date.now()) / 2
    if (data.account !== null) hasExpired.value = false
  }

  /** Reads the session anew: after a sign-in, a sign-out, or a change in another tab. */
  function load(): Promise<void> {
    loading ??= read().finally(() => {
      loading = null
    })
    return loading
  }

  /** Waits until the session is known, reading it if it never was. */
  async function ready(): Promise<void> {
    if (csrfToken.value === null) await load()
  }

  /** After a sign-in or a sign-out here: reads the session and tells the other tabs. */
  async function changed(): Promise<void> {
    await load()
    channel?.postMessage('changed')
  }

  /** Ends the session; answers why it could not, or null. */
  async function signOut(): Promise<Problem | null> {
    const outcome = await call(signOutOperation)
    if (!outcome.ok && outcome.problem.code !== 'unauthenticated') return outcome.problem
    account.value = null
    hasExpired.value = false
    await changed()
    return null
  }

  /** The server no longer knows us. The page stays as it is; `hasExpired` shows the way back. */
  function expire(): void {
    if (account.value !== null) hasExpired.value = true
  }

  /** Follows the sign-ins of other tabs. Somebody else's account reloads the page: what it shows is not theirs. */
  function followOtherTabs(reload: () => void): void {
    const check = async (): Promise<void> => {
      const former = account.value?.accountId ?? null
      await load()
      const current = account.value?.accountId ?? null
      if (former !== null && current !== null && former !== current) reload()
    }
    channel?.addEventListener('message', () => void check())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && hasExpired.value) void check()
    })
  }

  return {
    account,
    csrfToken,
    isDemo,
    problem,
    hasExpired,
    clockOffsetMs,
    isSignedIn,
    roles,
    hasRole,
    serverNow,
    load,
    ready,
    changed,
    signOut,
    expire,
    followOtherTabs,
  }
})
