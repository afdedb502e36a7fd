import type { Grid } from '@progress-ess/shared/evaluations'
import type { Problem } from '@progress-ess/shared/kit'
import { computed, nextTick, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { fieldId } from '../../lib/useForm.ts'

/** What the API finds missing in an evaluation, as messages at their fields and as links. */
export function useGaps(grid: Grid) {
  const i18n = useI18n()
  const { t } = i18n
  const found = ref<readonly { readonly pointer: string; readonly keyword: string }[]>([])

  /** How the page names the field at a pointer of the sheet. */
  function labelOf(pointer: string): string {
    const [, part, criterionId, field] = pointer.split('/')
    if (part !== 'marks') return t('evaluations.generalComment')
    const criterion = grid.criteria.find(({ id }) => id === criterionId)?.label ?? ''
    return field === 'comment' ? t('evaluations.commentOn', { criterion }) : criterion
  }

  function messageOf(keyword: string): string {
    const key = `evaluations.gaps.${keyword}`
    return i18n.te(key) ? t(key) : t('validation.format')
  }

  const errors = computed(() =>
    found.value.map(({ pointer, keyword }) => ({
      id: fieldId(pointer),
      message: messageOf(keyword),
      label: grid.criteria.find(({ id }) => pointer.startsWith(`/marks/${id}/`))?.label,
    })),
  )

  /** Shows the gaps of a refusal and goes to them; false when it names none. */
  function show({ errors: refused = [] }: Problem): boolean {
    found.value = refused.map(({ pointer, keyword }) => ({ pointer: pointer.replace(/^\/body(?=\/)/, ''), keyword }))
    if (refused.length === 0) return false
    void nextTick(() => document.querySelector<HTMLElement>('[data-error-summary]')?.focus())
    return true
  }

  function errorOf(pointer: string): string | undefined {
    const gap = found.value.find((one) => one.pointer === pointer)
    return gap === undefined ? undefined : messageOf(gap.keyword)
  }

  return { errors, errorOf, show, labelOf }
}
