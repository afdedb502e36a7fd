import type { Static, TSchema } from 'typebox'
import { computed, nextTick, reactive, ref, toRaw, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { schemaErrors } from './schemaErrors.ts'

/** What a refused request says of its fields: `/body/name`, `/name`. */
type Refusal = {
  readonly errors?:
    | readonly { readonly pointer: string; readonly keyword: string; readonly limit?: number | null }[]
    | undefined
}

export type FormError = { readonly id: string; readonly pointer: string; readonly message: string }

export type Form<T> = {
  /** What is being typed. */
  readonly values: T
  /** The errors, in the order of the fields, for `ErrorSummary`. */
  readonly errors: Readonly<Ref<readonly FormError[]>>
  /** The message of one field, undefined when it has none: for the `error` of a field. */
  readonly errorOf: (pointer: string) => string | undefined
  readonly isDirty: ComputedRef<boolean>
  readonly isSending: Readonly<Ref<boolean>>
  /** Checks against the schema, and shows and focuses the errors. */
  readonly validate: () => boolean
  /** Shows the errors of a refused request at their fields; false when it names none. */
  readonly refuse: (problem: Refusal) => boolean
  /** Validates, then runs `send` once at a time. */
  readonly submit: (send: (values: T) => Promise<void>) => Promise<void>
  /** Runs a request of one’s own, marked as being sent. */
  readonly whileSending: <R>(run: () => Promise<R>) => Promise<R>
  readonly reset: (values?: T) => void
}

/** The id of the field at a JSON pointer, shared by the field and by the links of the error summary. */
export function fieldId(pointer: string, prefix = 'f'): string {
  return prefix + pointer.replace(/[^A-Za-z0-9_-]/g, '-')
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** A form checked by the schema of the contract. `initial` may hold what the schema refuses, e.g. nothing yet. */
export function useForm<S extends TSchema, T extends object = Static<S> & object>(schema: S, initial: T): Form<T> {
  const i18n = useI18n()
  const values = reactive(copyOf(initial)) as T
  const errors = ref<readonly FormError[]>([])
  const isSending = ref(false)
  const start = ref(JSON.stringify(initial))
  const isDirty = computed(() => JSON.stringify(values) !== start.value)

  function messageOf(keyword: string, limit: number | null): string {
    // Rules of the domain name their own code in place of a keyword of the schema.
    const key = [`validation.${keyword}`, `problems.${keyword}`].find((one) => i18n.te(one))
    if (key === undefined) return i18n.t('validation.format')
    return limit === null ? i18n.t(key) : i18n.t(key, { limit }, limit)
  }

  function show(list: readonly FormError[]): void {
    errors.value = list
    if (list.length > 0) void nextTick(() => document.querySelector<HTMLElement>('[data-error-summary]')?.focus())
  }

  function validate(): boolean {
    const found = schemaErrors(schema, toRaw(values))
    show(
      found.map(({ pointer, keyword, limit }) => ({
        id: fieldId(pointer),
        pointer,
        message: messageOf(keyword, limit),
      })),
    )
    return found.length === 0
  }

  function refuse({ errors: refused = [] }: Refusal): boolean {
    show(
      refused.map(({ pointer, keyword, limit = null }) => {
        const own = pointer.replace(/^\/(body|params|querystring)(?=\/)/, '')
        return { id: fieldId(own), pointer: own, message: messageOf(keyword, limit) }
      }),
    )
    return refused.length > 0
  }

  async function submit(send: (values: T) => Promise<void>): Promise<void> {
    if (isSending.value || !validate()) return
    await whileSending(() => send(copyOf(toRaw(values))))
  }

  async function whileSending<R>(run: () => Promise<R>): Promise<R> {
    isSending.value = true
    try {
      return await run()
    } finally {
      isSending.value = false
    }
  }

  function reset(next: T = JSON.parse(start.value) as T): void {
    Object.assign(values, copyOf(next))
    start.value = JSON.stringify(values)
    errors.value = []
  }

  const errorOf = (pointer: string): string | undefined => errors.value.find((one) => one.pointer === pointer)?.message
  return { values, errors, errorOf, isDirty, isSending, validate, refuse, submit, whileSending, reset }
}
