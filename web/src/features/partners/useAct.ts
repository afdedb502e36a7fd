import { ref, type Ref } from 'vue'
import type { Outcome } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'

export type Act = {
  readonly isBusy: Readonly<Ref<boolean>>
  /** Why the last one was refused, in words; null when it was not. */
  readonly refusal: Readonly<Ref<string | null>>
  /** Runs one request at a time; answers its data, undefined when it was refused. */
  readonly run: <T>(request: () => Promise<Outcome<T>>) => Promise<{ readonly data: T } | undefined>
  readonly clear: () => void
}

/** An act behind a button: busy while it goes on, then done or refused. */
export function useAct(): Act {
  const problemMessage = useProblemMessage()
  const isBusy = ref(false)
  const refusal = ref<string | null>(null)

  async function run<T>(request: () => Promise<Outcome<T>>): Promise<{ readonly data: T } | undefined> {
    if (isBusy.value) return undefined
    isBusy.value = true
    const outcome = await request()
    isBusy.value = false
    refusal.value = outcome.ok ? null : problemMessage(outcome.problem)
    return outcome.ok ? { data: outcome.data } : undefined
  }

  const clear = (): void => {
    refusal.value = null
  }
  return { isBusy, refusal, run, clear }
}
