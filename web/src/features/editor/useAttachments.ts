import { attachFile, linkAttachment, listAttachments, type StoredFile } from '@progress-ess/shared/files'
import { computed, onScopeDispose, watch } from 'vue'
import { call, type Outcome } from '../../api/client.ts'
import type { FileAccess } from '../../lib/attachments.ts'
import { useResource } from '../../lib/useResource.ts'

const LOOK_AGAIN_MS = 4_000

/** The files of one application: read when its form asks for some, and again while the scanner is at work. */
export function useAttachments(applicationId: string, isUsed: boolean) {
  const params = { applicationId }
  const list = useResource((signal) => (isUsed ? call(listAttachments, { params, signal }) : null))
  const items = computed<readonly StoredFile[]>(() => list.data.value?.items ?? [])

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(items, (files) => {
    clearTimeout(timer)
    if (files.some(({ scanStatus }) => scanStatus === 'pending'))
      timer = setTimeout(() => void list.reload(), LOOK_AGAIN_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  /** Sends one file; it is listed once it is there. */
  async function attach(file: File): Promise<Outcome<StoredFile>> {
    // By the name of its type a browser would announce what the content alone decides.
    const body = file.slice(0, file.size, 'application/octet-stream')
    const name = file.name.slice(-200)
    const outcome = await call(attachFile, { params, querystring: { name }, file: body })
    if (outcome.ok) list.set({ items: [...items.value, outcome.data] })
    return outcome
  }

  const access = computed<FileAccess>(() => ({
    items: items.value,
    link: (fileId) => call(linkAttachment, { params: { applicationId, fileId } }),
  }))
  return { access, attach }
}
