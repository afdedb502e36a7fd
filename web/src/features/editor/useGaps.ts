import type { CompletenessGap } from '@progress-ess/shared/applications'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import { fieldId } from '../../lib/useForm.ts'
import { sectionAt } from './sections.ts'
import { useEditing } from './useEditing.ts'
import { useSectionTitle } from './useSteps.ts'

export type GapItem = {
  readonly key: string
  readonly label: string
  readonly text: string
  readonly severity: CompletenessGap['severity']
  /** The very field; null for what is mended outside the file and has no page here. */
  readonly to: RouteLocationRaw | null
}

/** What the API found missing or wrong, in words, each with the way to its field. */
export function useGaps() {
  const { t } = useI18n()
  const router = useRouter()
  const { application, gaps, sections } = useEditing()
  const titleOf = useSectionTitle()

  function itemOf({ pointer, code, severity }: CompletenessGap): GapItem {
    const section = sectionAt(sections, pointer)
    const { applicationId, organisationId } = application.value
    const question = section?.questions.find(({ id }) => pointer === `/answers/${id}`)
    const item = { key: `${pointer} ${code}`, severity, text: t(`reasons.gaps.${code}`) }
    if (section === undefined) {
      const isLinked = router.hasRoute('organisation')
      const to = isLinked ? { name: 'organisation', params: { organisationId } } : null
      return { ...item, label: t('editor.yourOrganisation'), to }
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
