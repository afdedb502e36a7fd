import { MEDIA_TYPES } from '@progress-ess/shared/files'
import { fileTypeFromFile } from 'file-type'

export type MediaType = (typeof MEDIA_TYPES)[number]

/** What a file is, by its content; null when that is nothing that may be attached. */
export async function mediaTypeOf(path: string): Promise<MediaType | null> {
  const found = await fileTypeFromFile(path)
  return MEDIA_TYPES.find((type) => type === found?.mime) ?? null
}
