const MOST_LETTERS = 200

/**
 * The name that a file keeps: its last part where it came as a path, without what cannot be seen (control characters, marks
 * that turn the direction of writing and so hide an extension). Never empty.
 */
export function tidyName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const visible = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return visible === '' || /^\.+$/.test(visible) ? 'document' : visible.slice(-MOST_LETTERS)
}

/** RFC 6266 and 8187: always a download; a plain name for old programs, the true one for the others. */
export function dispositionOf(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
