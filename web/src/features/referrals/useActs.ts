import { ref } from 'vue'
import type { Outcome, Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useNotices } from '../../stores/notices.ts'

/**
 * Acts on something that others move too, one at a time. After each, granted or refused because it has moved, `refresh` reads
 * it again; `hasMoved` says so before the reason.
 */
export function useActs(refresh: () => Promise<unknown>, hasMoved: (why: string) => string) {
  const say = useProblemMessage()
  const notices = useNotices()
  const isActing = ref(false)
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<string | null>(null)

  /** Does one act; `done` is said when it is granted. Answers the problem of a refusal, or null. */
  async function act(run: () => Promise<Outcome<unknown>>, done: string): Promise<Problem | null> {
    if (isActing.value) return null
    isActing.value = true
    refusal.value = null
    const outcome = await run()
    if (outcome.ok) {
      await refresh()
      notices.notify(done)
    } else {
      const isStale = outcome.problem.status === 409 || outcome.problem.status === 412
      const why = say(outcome.problem)
      refusal.value = isStale ? hasMoved(why) : why
      if (isStale) await refresh()
    }
    isActing.value = false
    return outcome.ok ? null : outcome.problem
  }

  return { isActing, refusal, act }
}
