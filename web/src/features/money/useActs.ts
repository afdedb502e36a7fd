import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Outcome, Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useNotices } from '../../stores/notices.ts'

/**
 * Acts on what others move too, one at a time; afterwards `refresh` reads it again, whether it was granted or has moved. The
 * same button pressed twice acts once; what is pressed while the page is read again waits for that, and is not lost.
 */
export function useActs(refresh: () => Promise<unknown>) {
  const say = useProblemMessage()
  const notices = useNotices()
  const { t } = useI18n()
  const isActing = ref(false)
  let isAsking = false
  let refreshing: Promise<unknown> = Promise.resolve()
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<string | null>(null)

  async function act(run: () => Promise<Outcome<unknown>>, done = t('money.done')): Promise<Problem | null> {
    if (isAsking) return null
    isAsking = true
    isActing.value = true
    await refreshing
    refusal.value = null
    const outcome = await run()
    isAsking = false
    const hasMoved = !outcome.ok && (outcome.problem.code.endsWith('wrong-status') || outcome.problem.status === 412)
    if (!outcome.ok) refusal.value = hasMoved ? t('money.moved', { why: say(outcome.problem) }) : say(outcome.problem)
    if (outcome.ok || hasMoved) await (refreshing = refresh())
    if (outcome.ok) notices.notify(done)
    isActing.value = isAsking
    return outcome.ok ? null : outcome.problem
  }
  const clear = (): void => {
    refusal.value = null
  }
  return { isActing, refusal, act, clear }
}
export type Acts = ReturnType<typeof useActs>
