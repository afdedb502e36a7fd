import { nextTick, onMounted, watch } from 'vue'
import { useRoute } from 'vue-router'

/** The field with this id, else the nearest thing around it that is on the page. */
function nearest(id: string): HTMLElement | null {
  for (let wanted = id; wanted.includes('-'); wanted = wanted.slice(0, wanted.lastIndexOf('-'))) {
    const found = document.getElementById(wanted)
    if (found !== null) return found
  }
  return null
}

/** Brings the keyboard to the field that the address names, and opens what folds it away. */
export function useWantedField(): void {
  const route = useRoute()

  async function goTo(hash: string): Promise<void> {
    if (hash.length < 2) return
    await nextTick()
    const found = nearest(hash.slice(1))
    if (found === null) return
    for (let fold = found.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true
    const inside = found.matches('fieldset, details')
      ? found.querySelector<HTMLElement>('input, select, textarea')
      : null
    const target = inside ?? found
    if (target.tabIndex < 0) target.tabIndex = -1
    target.focus()
    found.scrollIntoView({ block: 'center' })
  }

  onMounted(() => void goTo(route.hash))
  watch(
    () => route.hash,
    (hash) => void goTo(hash),
  )
}
