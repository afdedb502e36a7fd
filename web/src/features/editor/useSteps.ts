import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import { BUDGET_SECTION, CONTACT_SECTION, type EditorSection, type SectionStanding } from './sections.ts'
import { useEditing, type Editing } from './useEditing.ts'

export const REVIEW_STEP = 'verifier'

/** One item of `StepList`. */
export type Step = {
  readonly id: string
  readonly label: string
  readonly state: SectionStanding['state']
  readonly note: string
  readonly to: RouteLocationRaw
}

/** The title of a section, also of those that every call has. */
export function useSectionTitle(): (section: EditorSection) => string {
  const { t } = useI18n()
  return ({ id, title }) => {
    if (title !== null) return title
    if (id === BUDGET_SECTION) return t('editor.budgetTitle')
    return id === CONTACT_SECTION ? t('editor.contactTitle') : id
  }
}

/** The file as a list of tasks, each with where it stands in words; the last one is to read it again and submit. */
export function useSteps(editing: Editing = useEditing()): ComputedRef<Step[]> {
  const { t } = useI18n()
  const { application, sections, standings, completeness } = editing
  const titleOf = useSectionTitle()

  return computed(() => {
    const { applicationId, editableFields, hasUnsubmittedChanges, revisionNumber } = application.value
    const tasks = sections.map((section): Step => {
      const standing: SectionStanding = standings.value.get(section.id) ?? { state: 'todo', count: 0 }
      const { state, count, isReopened = false } = standing
      return {
        id: section.id,
        label: titleOf(section),
        state,
        note: t(`editor.notes.${isReopened ? 'reopened' : state}`, { count }, count),
        to: { name: 'application-section', params: { applicationId, sectionId: section.id } },
      }
    })
    const isSubmitted = revisionNumber > 0 && !hasUnsubmittedChanges && !isCorrection(editableFields)
    const isReady = completeness.data.value?.isComplete === true
    return [
      ...tasks,
      {
        id: REVIEW_STEP,
        label: t('editor.reviewTitle'),
        state: isSubmitted ? 'done' : 'todo',
        note: t(isSubmitted ? 'editor.notes.submitted' : isReady ? 'editor.notes.ready' : 'editor.notes.notReady'),
        to: { name: 'application-review', params: { applicationId } },
      },
    ]
  })
}

const isCorrection = (editableFields: readonly string[]): boolean =>
  editableFields.length > 0 && !editableFields.includes('*')
