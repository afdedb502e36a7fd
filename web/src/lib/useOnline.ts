import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the device says it has a network. True does not promise that the server answers. */
export function useOnline(): Readonly<Ref<boolean>> {
  const isOnline = ref(navigator.onLine)
  const follow = (): void => {
    isOnline.value = navigator.onLine
  }
  addEventListener('online', follow)
  addEventListener('offline', follow)
  onScopeDispose(() => {
    removeEventListener('online', follow)
    removeEventListener('offline', follow)
  })
  return isOnline
}
