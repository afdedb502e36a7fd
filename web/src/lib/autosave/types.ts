import type { Problem } from '@progress-ess/shared/kit'
import type { Ref } from 'vue'
import type { Conflict } from './merge.ts'

/** A value of the server, with the version that a change of it must name. */
export type Snapshot<T> = { readonly value: T; readonly version: string | number }

/** A refusal may still have let a part through: `taken` is then what the server has now, and only the rest stays unsaved. */
export type SaveOutcome<T> =
  | ({ readonly ok: true } & Snapshot<T>)
  | { readonly ok: false; readonly problem: Problem; readonly taken?: Snapshot<T> | undefined }

/**
 * `idle`: nothing typed yet. `pending`: typed, about to be sent. `failed` and `offline`: will be tried again by itself.
 * `signed-out`: waits for a new sign-in. `refused`: the server says no, see `problem`. `conflict`: see `conflicts`.
 */
export type SaveState =
  | 'idle'
  | 'pending'
  | 'saving'
  | 'saved'
  | 'failed'
  | 'offline'
  | 'signed-out'
  | 'refused'
  | 'conflict'

export type AutosaveOptions<T> = {
  /** Names what is edited, with the account first: `<accountId>:application:<applicationId>`. */
  readonly resource: string
  /** What is being typed: JSON values only. */
  readonly draft: Ref<T>
  /** What the server had when the page opened. */
  readonly server: Snapshot<T>
  readonly save: (value: T, version: string | number, how: { readonly keepalive: boolean }) => Promise<SaveOutcome<T>>
  /** Reads the server's version again, to merge with it after a 412. */
  readonly load: () => Promise<SaveOutcome<T>>
  /** False while the session is over; saving resumes when it turns true. */
  readonly canSave?: () => boolean
  readonly delayMs?: number
}

export type Autosave = {
  readonly state: Readonly<Ref<SaveState>>
  /** Instant of the last success, ISO. */
  readonly savedAt: Readonly<Ref<string | null>>
  readonly problem: Readonly<Ref<Problem | null>>
  readonly conflicts: Readonly<Ref<readonly Conflict[]>>
  /** Something typed earlier on this machine, and not saved then, was put back. */
  readonly isRecovered: Readonly<Ref<boolean>>
  readonly resolve: (pointer: string, choice: 'mine' | 'theirs') => void
  /** Saves what is pending now; true when the server has everything. Await it before an act such as submitting. */
  readonly flush: () => Promise<boolean>
}
