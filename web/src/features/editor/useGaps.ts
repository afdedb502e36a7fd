import type { CompletenessGap } from '@progress-ess/shared/applications'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import { fieldId } from '../../lib/useForm.ts'
import { sectionAt } from './sections.ts'
import { useEditing } from './useEditing.ts'
import { useSectionTitle } from './useSteps.ts'

export type GapItem = {
  readonly key: string
  readonly label: string
  readonly text: string
  readonly severity: CompletenessGap['severity']
  /** The very field, or the page of the organisation for what is mended there. */
  readonly to: RouteLocationRaw
}

/** What the API found missing or wrong, in words, each with the way to its field. */
export function useGaps() {
  const { t } = useI18n()
  const { application, gaps, sections } = useEditing()
  const titleOf = useSectionTitle()

  function itemOf({ pointer, code, severity }: CompletenessGap): GapItem {
    const section = sectionAt(sections, pointer)
    const { applicationId, organisationId } = application.value
    const question = section?.questions.find(({ id }) => pointer === `/answers/${id}`)
    const item = { key: `${pointer} ${code}`, severity, text: t(`reasons.gaps.${code}`) }
    if (section === undefined) {
      return { ...item, label: t('editor.yourOrganisation'), to: { name: 'organisation', params: { organisationId } } }
    }
    return {
      ...item,
      label: question?.label ?? titleOf(section),
      to: {
        name: 'application-section',
        params: { applicationId, sectionId: section.id },
        hash: `#${fieldId(pointer)}`,
      },
    }
  }

  const items = computed(() => gaps.value.map(itemOf))
  return {
    errors: computed(() => items.value.filter(({ severity }) => severity === 'error')),
    warnings: computed(() => items.value.filter(({ severity }) => severity === 'warning')),
  }
}
