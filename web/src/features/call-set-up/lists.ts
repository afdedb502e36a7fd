import { toRaw } from 'vue'

const keys = new WeakMap<object, string>()
let last = 0

/** A key that follows an item while it is edited and moved, whatever its own id becomes. */
export function keyOf(item: object): string {
  const raw = toRaw(item)
  const known = keys.get(raw)
  if (known !== undefined) return known
  last += 1
  keys.set(raw, `item-${last}`)
  return `item-${last}`
}

/** Moves one item of a list, in place. */
export function moveItem(list: unknown[], from: number, to: number): void {
  list.splice(to, 0, ...list.splice(from, 1))
}

/** Letters and digits joined by hyphens, of a text in any language; never longer than a key may be. */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '')
}

/** `wanted`, or the first of `wanted2`, `wanted3`… that is free. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  let number = 2
  while (taken.includes(`${wanted}${number}`)) number += 1
  return `${wanted}${number}`
}
