import { defineStore } from 'pinia'
import { ref } from 'vue'

export type NoticeTone = 'ok' | 'info' | 'await' | 'stop'
export type NoticeItem = { readonly id: number; readonly tone: NoticeTone; readonly text: string }

const STAY_MS = 8_000

/** Short messages over the page. Those of tone `stop` stay until they are closed; the others leave by themselves. */
export const useNotices = defineStore('notices', () => {
  const items = ref<NoticeItem[]>([])
  /** Said to screen readers only, e.g. the title of a page that has just opened. */
  const announcement = ref('')
  let last = 0

  function dismiss(id: number): void {
    items.value = items.value.filter((item) => item.id !== id)
  }

  function notify(text: string, tone: NoticeTone = 'ok'): void {
    last += 1
    const id = last
    items.value = [...items.value.filter((item) => item.text !== text), { id, tone, text }]
    if (tone !== 'stop') setTimeout(() => dismiss(id), STAY_MS)
  }

  function announce(text: string): void {
    announcement.value = announcement.value === text ? `${text}\u00a0` : text
  }

  return { items, announcement, notify, dismiss, announce }
})
