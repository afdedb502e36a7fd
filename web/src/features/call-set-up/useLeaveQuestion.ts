import { onScopeDispose, ref, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

export type LeaveQuestion = {
  readonly isAsking: Ref<boolean>
  readonly answer: (mayLeave: boolean) => void
}

/** Asks before leaving a page where something is typed and not saved. The browser asks by itself when its window closes. */
export function useLeaveQuestion(isDirty: Readonly<Ref<boolean>>): LeaveQuestion {
  const isAsking = ref(false)
  let settle: ((mayLeave: boolean) => void) | null = null

  function answer(mayLeave: boolean): void {
    isAsking.value = false
    settle?.(mayLeave)
    settle = null
  }

  onBeforeRouteLeave(() => {
    if (!isDirty.value) return true
    isAsking.value = true
    return new Promise<boolean>((resolve) => {
      settle = resolve
    })
  })

  function hold(event: BeforeUnloadEvent): void {
    if (isDirty.value) event.preventDefault()
  }
  window.addEventListener('beforeunload', hold)
  onScopeDispose(() => window.removeEventListener('beforeunload', hold))

  return { isAsking, answer }
}
