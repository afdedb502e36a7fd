import type { FileLink } from '@progress-ess/shared/files'
import type { Outcome } from '../../api/client.ts'

/** Follows an address that works for five minutes; answers why there is none. */
export async function openFile(link: () => Promise<Outcome<FileLink>>): Promise<Outcome<FileLink>> {
  const outcome = await link()
  if (outcome.ok) globalThis.location.assign(outcome.data.url)
  return outcome
}

/** Hands a text over as a file. */
export function saveText(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  Object.assign(link, { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}

/** By the name of its type a browser would announce what the content alone decides. */
export const bodyOf = (file: File): Blob => file.slice(0, file.size, 'application/octet-stream')
export const nameOf = (file: File): string => file.name.slice(-200)
