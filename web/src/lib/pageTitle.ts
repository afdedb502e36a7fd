import { onScopeDispose, ref, toValue, watchEffect, type MaybeRefOrGetter, type Ref } from 'vue'

const own = ref<string | null>(null)

/** The title that the open page gives itself; null when that of its route stands. */
export const ownPageTitle: Readonly<Ref<string | null>> = own

/** Names the page by what it shows, e.g. the project of a file, once that is known. */
export function usePageTitle(title: MaybeRefOrGetter<string | null | undefined>): void {
  let mine: string | null = null
  watchEffect(() => {
    mine = toValue(title) ?? null
    own.value = mine
  })
  onScopeDispose(() => {
    if (own.value === mine) own.value = null
  })
}
