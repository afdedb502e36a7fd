import { getApplication, getCompleteness, saveApplication } from '@progress-ess/shared/applications'
import type { Application, CompletenessGap } from '@progress-ess/shared/applications'
import type { Call } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { call } from '../../api/client.ts'
import type { SaveOutcome, Snapshot } from '../../lib/autosave/types.ts'
import { useAutosave } from '../../lib/autosave/useAutosave.ts'
import { useResource } from '../../lib/useResource.ts'
import { useSession } from '../../stores/session.ts'
import { changedFields, changeOf, draftOf, type ApplicationDraft } from './draft.ts'
import { faultsOf, fieldOf } from './faults.ts'
import { useAttachments } from './useAttachments.ts'
import { sectionsOf, standingOf } from './sections.ts'

const KEY: InjectionKey<Editing> = Symbol('editing')
export type Editing = ReturnType<typeof startEditing>

/** A refusal that is known before anything is sent. */
const heldBack = (code: string): Problem => ({
  type: 'about:blank',
  title: code,
  status: 422,
  detail: '',
  code,
  requestId: '',
})

/**
 * One file being written: the draft that the pages of its sections share, saved by itself. What the API would refuse is held back,
 * so that it never keeps the rest from being saved; it stays on this machine until it is corrected.
 */
function startEditing(first: Application, terms: Call) {
  const session = useSession()
  const { applicationId } = first
  const params = { applicationId }
  /** As the server last answered it. */
  const application = shallowRef(first)
  const draft = ref<ApplicationDraft>(draftOf(first, terms.form))
  const sections = sectionsOf(terms.form)
  const faults = computed(() => faultsOf(draft.value, terms.form))
  const completeness = useResource((signal) => call(getCompleteness, { params, signal }))

  const asksFiles = terms.form.sections.some(({ questions }) => questions.some(({ kind }) => kind === 'files'))
  const attachments = useAttachments(applicationId, asksFiles)

  const snapshot = (from: Application): Snapshot<ApplicationDraft> => ({
    value: draftOf(from, terms.form),
    version: from.version,
  })
  const canEdit = (field: string): boolean => {
    const { editableFields } = application.value
    return editableFields.includes('*') || editableFields.includes(field)
  }

  function take(next: Application): Snapshot<ApplicationDraft> {
    application.value = next
    return snapshot(next)
  }

  async function load(): Promise<SaveOutcome<ApplicationDraft>> {
    const outcome = await call(getApplication, { params })
    return outcome.ok ? { ok: true, ...take(outcome.data) } : outcome
  }

  async function save(
    value: ApplicationDraft,
    version: string | number,
    { keepalive }: { readonly keepalive: boolean },
  ): Promise<SaveOutcome<ApplicationDraft>> {
    const changed = changedFields(value, snapshot(application.value).value)
    const faulty = new Set([...faultsOf(value, terms.form).keys()].map(fieldOf))
    const closed = changed.filter((field) => !canEdit(field))
    const body = changeOf(
      value,
      changed.filter((field) => !faulty.has(field) && !closed.includes(field)),
    )
    const outcome = body === null ? null : await call(saveApplication, { params, body, ifMatch: version, keepalive })
    if (outcome?.ok === false) return outcome
    const taken = outcome === null ? undefined : take(outcome.data)
    if (closed.length > 0) return { ok: false, problem: heldBack('field-not-reopened'), taken }
    if (changed.some((field) => faulty.has(field))) return { ok: false, problem: heldBack('answer-invalid'), taken }
    return { ok: true, ...(taken ?? { value, version }) }
  }

  const autosave = useAutosave<ApplicationDraft>({
    resource: `${session.account?.accountId ?? ''}:application:${applicationId}`,
    draft,
    server: snapshot(first),
    save,
    load,
    canSave: () => session.isSignedIn,
  })
  watch(autosave.savedAt, () => void completeness.reload())

  const gaps = computed<readonly CompletenessGap[]>(() => completeness.data.value?.gaps ?? [])
  const standings = computed(() => {
    const at = {
      draft: draft.value,
      gaps: gaps.value,
      faulty: [...faults.value.keys()],
      editableFields: application.value.editableFields,
    }
    return new Map(sections.map((section) => [section.id, standingOf(section, at)]))
  })
  /** What was typed is not yet what the server has. */
  const isDirty = computed(() => changedFields(draft.value, snapshot(application.value).value).length > 0)

  return {
    call: terms,
    application,
    draft,
    sections,
    standings,
    faults,
    gaps,
    completeness,
    attachments,
    autosave,
    isDirty,
    canEdit,
    take,
    /** Reads the file again, e.g. when a date has passed. What is typed stays. */
    refresh: load,
  }
}

/** For the page that holds the sections. */
export function provideEditing(first: Application, terms: Call): Editing {
  const editing = startEditing(first, terms)
  provide(KEY, editing)
  return editing
}

/** For what stands inside it, and elsewhere shows what it would ask, as the preview of a form does. */
export const useEditingIfAny = (): Editing | null => inject(KEY, null)

/** For what stands inside it. */
export function useEditing(): Editing {
  const editing = inject(KEY)
  if (editing === undefined) throw new Error('useEditing() is for the pages of the editor')
  return editing
}
