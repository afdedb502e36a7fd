import { Refusal } from './refusal.ts'

export const etagOf = (version: number): string => `"${version}"`

/** The version that `If-Match` names. Absent: 428, because a blind write could undo somebody’s work. */
export function versionFrom(header: string | undefined): number {
  if (header === undefined) {
    throw new Refusal('versionRequired', 'version-required', 'Send If-Match with the ETag that was read')
  }
  const match = /^"(\d{1,9})"$/.exec(header.trim())
  if (match === null)
    throw new Refusal('invalid', 'invalid-request', 'If-Match must be one strong ETag, as it was read')
  return Number(match[1])
}
