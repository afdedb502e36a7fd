import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, useRoute, useRouter } from 'vue-router'
import { safeNext } from '../../routes/guard.ts'
import { useNotices } from '../../stores/notices.ts'

/** The end of setting a second factor up: recovery codes, when there are new ones, then where one came from. */
export function useRecoveryStep(): {
  /** To be shown now; null before, and when there is none. */
  readonly codes: Readonly<Ref<readonly string[] | null>>
  readonly take: (added: readonly string[]) => Promise<void>
  readonly leave: () => Promise<void>
} {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const notices = useNotices()
  const codes = ref<readonly string[] | null>(null)
  let areKept = false

  async function leave(): Promise<void> {
    areKept = true
    await router.push(safeNext(route.query['next']) ?? '/')
    notices.notify(t('account.enrol.done'))
  }

  async function take(added: readonly string[]): Promise<void> {
    if (added.length === 0) await leave()
    else codes.value = added
  }

  // The codes are shown once: a stray press on a link does not take them away.
  onBeforeRouteLeave(() => {
    if (codes.value === null || areKept) return true
    notices.notify(t('account.recovery.keptMissing'), 'await')
    return false
  })

  return { codes, take, leave }
}
