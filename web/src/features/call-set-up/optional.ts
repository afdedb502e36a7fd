import { computed, type WritableComputedRef } from 'vue'

/** A property that may be absent, as a field reads and writes it: null when it is absent. */
export function optionalOf<T extends object, K extends keyof T & string>(
  owner: () => T,
  name: K,
): WritableComputedRef<Exclude<T[K], undefined> | null> {
  return computed({
    get: () => (owner()[name] ?? null) as Exclude<T[K], undefined> | null,
    set: (value) => {
      if (value === null) Reflect.deleteProperty(owner(), name)
      else owner()[name] = value
    },
  })
}

/** A text that may be absent: an empty one is. */
export function optionalTextOf<T extends object>(owner: () => T, name: keyof T & string): WritableComputedRef<string> {
  return computed({
    get: () => String(owner()[name] ?? ''),
    set: (text) => {
      if (text === '') Reflect.deleteProperty(owner(), name)
      else Object.assign(owner(), { [name]: text })
    },
  })
}

/** An emptied number is kept as nothing while one types; the schema refuses it on saving. */
// eslint-disable-next-line @typescript-eslint/non-nullable-type-assertion-style -- it may well be null, until it is saved
export const typedNumber = (value: number | null): number => value as number
