import { getSession, signOut as signOutOperation } from '@progress-ess/shared/identity'
import type { Account, CurrentSession, Role } from '@progress-ess/shared/identity'
import type { Problem } from '@progress-ess/shared/kit'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { call } from '../api/client.ts'

export type { Account, Role } from '@progress-ess/shared/identity'

const CHANNEL = 'progress-ess.session'

/** Who is signed in, as the server says it. Nothing of it is kept on the machine. */
export const useSession = defineStore('session', () => {
  /** With the roles that count now: those that wait for a second factor are not among them. */
  const account = ref<Account | null>(null)
  const organisations = ref<CurrentSession['organisations']>([])
  const assurance = ref<CurrentSession['assurance']>(null)
  const mustEnrolSecondFactor = ref(false)
  /** A link has just proved the address: a new password needs no current one. */
  const mayReplacePassword = ref(false)
  const csrfToken = ref<string | null>(null)
  const isDemo = ref(false)
  /** Whether the server has said who we are, be it nobody. */
  const isKnown = ref(false)
  /** Why the session could not be read; null once it was. */
  const problem = ref<Problem | null>(null)
  /** The server has closed the session while a page was open: what is typed stays, saving waits for a new sign-in. */
  const hasExpired = ref(false)
  /** Milliseconds to add to this machine's clock to get the server's. */
  const clockOffsetMs = ref(0)
  let loading: Promise<void> | null = null
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)

  const isSignedIn = computed(() => account.value !== null && !hasExpired.value)
  const roles = computed<readonly Role[]>(() => account.value?.roles ?? [])
  const hasRole = (...wanted: readonly Role[]): boolean => wanted.some((role) => roles.value.includes(role))
  const serverNow = (): Date => new Date(Date.now() + clockOffsetMs.value)

  function take(data: CurrentSession): void {
    isKnown.value = true
    problem.value = null
    isDemo.value = data.isDemo
    csrfToken.value = data.csrfToken
    if (data.account === null && account.value !== null) {
      // It ended behind our back: the page keeps what it shows and what is typed in it.
      hasExpired.value = true
      return
    }
    account.value = data.account
    organisations.value = data.organisations
    assurance.value = data.assurance
    mustEnrolSecondFactor.value = data.mustEnrolSecondFactor
    mayReplacePassword.value = data.mayReplacePassword
    hasExpired.value = false
  }

  async function read(): Promise<void> {
    const before = Date.now()
    const outcome = await call(getSession)
    if (!outcome.ok) {
      problem.value = outcome.problem
      return
    }
    clockOffsetMs.value = Date.parse(outcome.data.serverNow) - (before + Date.now()) / 2
    take(outcome.data)
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
    if (!isKnown.value) await load()
  }

  /** After a sign-in or a change of the account here: takes the session of the answer, or reads it, and tells the other tabs. */
  async function changed(session: CurrentSession | null = null): Promise<void> {
    if (session === null) await load()
    else take(session)
    channel?.postMessage('changed')
  }

  /** Ends the session; answers why it could not, or null. */
  async function signOut(): Promise<Problem | null> {
    const outcome = await call(signOutOperation)
    if (!outcome.ok && outcome.problem.code !== 'unauthenticated') return outcome.problem
    account.value = null
    organisations.value = []
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
    organisations,
    assurance,
    mustEnrolSecondFactor,
    mayReplacePassword,
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
