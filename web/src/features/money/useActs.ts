import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Outcome, Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useNotices } from '../../stores/notices.ts'

/** Acts on what others move too, one at a time; afterwards `refresh` reads it again, whether it was granted or has moved. */
export function useActs(refresh: () => Promise<unknown>) {
  const say = useProblemMessage()
  const notices = useNotices()
  const { t } = useI18n()
  const isActing = ref(false)
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<string | null>(null)

  async function act(run: () => Promise<Outcome<unknown>>, done = t('money.done')): Promise<Problem | null> {
    if (isActing.value) return null
    isActing.value = true
    refusal.value = null
    const outcome = await run()
    if (outcome.ok) {
      await refresh()
      notices.notify(done)
    } else {
      const hasMoved = outcome.problem.code.endsWith('wrong-status') || outcome.problem.status === 412
      refusal.value = hasMoved ? t('money.moved', { why: say(outcome.problem) }) : say(outcome.problem)
      if (hasMoved) await refresh()
    }
    isActing.value = false
    return outcome.ok ? null : outcome.problem
  }
  const clear = (): void => {
    refusal.value = null
  }
  return { isActing, refusal, act, clear }
}
export type Acts = ReturnType<typeof useActs>
